package dev.handshake.genesys;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The roots that the platform trusts when it calls a gateway, known by serial numbers whose
 * spelling is not published.
 */
public final class TrustedRoots {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,128}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,128}");

  private final int count;
  private final Set<BigInteger> serials;

  /**
   * Knows them by all that their serial numbers may mean.
   *
   * @param spelled as the API spells them
   */
  public TrustedRoots(List<String> spelled) {
    this.count = spelled.size();
    this.serials =
        spelled.stream()
            .flatMap(one -> readings(one).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  public int count() {
    return count;
  }

  /**
   * Whether a root is among them.
   *
   * @param serial hexadecimal, as in {@link dev.handshake.certificate.CertificateFacts#serial}
   */
  public boolean holds(String serial) {
    return serials.contains(new BigInteger(serial, 16));
  }

  /** What a spelling may mean: hexadecimal, and decimal where it has no letter. */
  static List<BigInteger> readings(String spelling) {
    String digits =
        spelling.toLowerCase(Locale.ROOT).replaceAll("[\\s:]", "").replaceFirst("^0x", "");
    List<BigInteger> readings = new ArrayList<>();
    if (HEX.matcher(digits).matches()) {
      readings.add(new BigInteger(digits, 16));
    }
    if (DECIMAL.matcher(digits).matches()) {
      readings.add(new BigInteger(digits));
    }
    return readings;
  }
}
