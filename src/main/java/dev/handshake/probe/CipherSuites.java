package dev.handshake.probe;

import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The registered cipher suites (IANA, TLS Parameters), whether or not a TLS library knows them. */
public final class CipherSuites {
  /** Some servers give up on a ClientHello with more; one place is for the signalling suite. */
  private static final int MOST_OFFERED = 127;

  private static final Map<Integer, String> NAMES = read();
  private static final Map<String, Integer> CODES =
      NAMES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private CipherSuites() {}

  /**
   * The names of all suites that can be offered with nothing agreed upon beforehand: those with
   * pre-shared keys or passwords are left out.
   */
  public static List<String> offerable() {
    return NAMES.values().stream().filter(CipherSuites::needsNothingAgreed).toList();
  }

  /** Whether a suite can be negotiated in one of the versions from the least to the most. */
  public static boolean fits(String name, TlsVersion least, TlsVersion most) {
    return first(name).compareTo(most) <= 0 && last(name).compareTo(least) >= 0;
  }

  /** The name of a suite by its number on the wire. */
  static Optional<String> name(int code) {
    return Optional.ofNullable(NAMES.get(code));
  }

  /**
   * The number of a suite on the wire.
   *
   * @throws IllegalArgumentException if no suite has this name
   */
  static int code(String name) {
    Integer code = CODES.get(name);
    if (code == null) {
      throw new IllegalArgumentException(
          "cipher: " + name + " (expected: the IANA name of a cipher suite)");
    }
    return code;
  }

  /**
   * What is offered where nothing is chosen: all that fits the versions, the usual before the rare
   * and the good before the broken, so that a cut leaves out what no server speaks alone.
   */
  static List<String> broad(TlsVersion least, TlsVersion most) {
    return offerable().stream()
        .filter(name -> fits(name, least, most))
        .sorted(Comparator.comparingInt(CipherSuites::rank))
        .limit(MOST_OFFERED)
        .toList();
  }

  private static boolean needsNothingAgreed(String name) {
    return !name.contains("PSK") && !name.contains("_SRP_");
  }

  /** RFC 5246, section 1.2: AEAD and SHA-2 suites came with TLS 1.2; 1.3 has suites of its own. */
  private static TlsVersion first(String name) {
    if (isOfTls13(name)) {
      return TlsVersion.TLS_1_3;
    }
    boolean old = name.endsWith("_SHA") || name.endsWith("_MD5");
    return old ? TlsVersion.TLS_1_0 : TlsVersion.TLS_1_2;
  }

  private static TlsVersion last(String name) {
    return isOfTls13(name) ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2;
  }

  /** They name no key exchange (RFC 8446, appendix B.4). */
  static boolean isOfTls13(String name) {
    return !name.contains("_WITH_");
  }

  private static int rank(String name) {
    int rare =
        Stream.of("ARIA", "CAMELLIA", "CCM", "GOST", "_SHA256_SHA256", "_SHA384_SHA384", "_DH_")
                .anyMatch(name::contains)
            ? 1
            : 0;
    int broken = Stream.of("_anon_", "_NULL_", "_EXPORT_").anyMatch(name::contains) ? 2 : 0;
    int weak = Stream.of("_RC4_", "_DES_", "_RC2_", "_IDEA_").anyMatch(name::contains) ? 1 : 0;
    int ephemeral = isOfTls13(name) || name.contains("DHE_") ? 0 : 1;
    return 10 * rare + 3 * (broken + weak) + ephemeral;
  }

  private static Map<Integer, String> read() {
    Map<Integer, String> suites = new TreeMap<>();
    try (InputStream table = CipherSuites.class.getResourceAsStream("cipher-suites.txt")) {
      if (table == null) {
        throw new IllegalStateException("cipher-suites.txt: absent (expected: beside this class)");
      }
      new String(table.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .forEach(line ->
              suites.put(Integer.parseInt(line.substring(0, 4), 16), line.substring(5).strip()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return suites;
  }
}
