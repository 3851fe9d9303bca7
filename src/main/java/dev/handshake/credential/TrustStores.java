package dev.handshake.credential;

import dev.handshake.certificate.RevocationList;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.TrustStoreException.Fault;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads trust stores from their files. */
public final class TrustStores {
  /** The name of the trust store that always exists. */
  public static final String SYSTEM = "system";

  private static final String CERTIFICATES = "a PEM or DER file of certificates, this one ";

  private final List<Fault> faults = new ArrayList<>();
  private final SystemRoots systemRoots;
  private @Nullable Set<X509Certificate> system;

  private TrustStores(SystemRoots systemRoots) {
    this.systemRoots = systemRoots;
  }

  /**
   * Loads the trust store {@code system} and the given ones, by name.
   *
   * @param environment a variable's value by its name; {@code SSL_CERT_FILE} is asked for
   * @throws TrustStoreException naming every file that cannot be used and every empty store
   */
  public static Map<String, TrustAnchors> load(
      List<TrustSettings> settings, Function<String, @Nullable String> environment) {
    return load(settings, new SystemRoots(environment, SystemRoots.USUAL_PLACES));
  }

  /**
   * Where the trust store {@code system} may be read from, whether such a file exists or not.
   *
   * @param environment a variable's value by its name
   */
  public static List<Path> systemFiles(Function<String, @Nullable String> environment) {
    return new SystemRoots(environment, SystemRoots.USUAL_PLACES).files();
  }

  /**
   * Loads one trust store.
   *
   * @throws TrustStoreException naming every file that cannot be used
   */
  public static TrustAnchors load(
      TrustSettings settings, Function<String, @Nullable String> environment) {
    TrustStores stores = new TrustStores(new SystemRoots(environment, SystemRoots.USUAL_PLACES));
    TrustAnchors anchors = stores.anchors(settings);
    stores.complain();
    return anchors;
  }

  static Map<String, TrustAnchors> load(List<TrustSettings> settings, SystemRoots systemRoots) {
    TrustStores stores = new TrustStores(systemRoots);
    Map<String, TrustAnchors> loaded = new LinkedHashMap<>();
    loaded.put(SYSTEM, TrustAnchors.of(SYSTEM, stores.system(SYSTEM), List.of()));
    settings.forEach(store -> loaded.put(store.name(), stores.anchors(store)));
    stores.complain();
    return loaded;
  }

  private void complain() {
    if (!faults.isEmpty()) {
      throw new TrustStoreException(faults);
    }
  }

  private TrustAnchors anchors(TrustSettings settings) {
    Set<X509Certificate> anchors =
        new LinkedHashSet<>(certificates(settings.name(), "files", settings.files()));
    if (settings.includeSystem()) {
      anchors.addAll(system(settings.name()));
    } else if (settings.files().isEmpty()) {
      faults.add(
          new Fault(settings.name(), "files", "[]", "at least one file, or include_system: true"));
    }
    List<X509Certificate> intermediates =
        certificates(settings.name(), "intermediates", settings.intermediates());
    return TrustAnchors.of(settings.name(), anchors, intermediates).withLists(lists(settings));
  }

  private List<X509Certificate> certificates(String store, String key, List<Path> files) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (int index = 0; index < files.size(); index++) {
      Path file = files.get(index);
      try {
        certificates.addAll(CertificateFile.read(file));
      } catch (UnusableFile unusable) {
        String place = key + "[" + index + "]";
        faults.add(new Fault(store, place, file.toString(), CERTIFICATES + unusable.problem()));
      }
    }
    return certificates;
  }

  private List<RevocationList> lists(TrustSettings settings) {
    List<RevocationList> lists = new ArrayList<>();
    for (int index = 0; index < settings.crls().size(); index++) {
      Path file = settings.crls().get(index);
      try {
        lists.addAll(RevocationListFile.read(file));
      } catch (UnusableFile unusable) {
        String expected = "a file of revocation lists, this one " + unusable.problem();
        faults.add(new Fault(settings.name(), "crls[" + index + "]", file.toString(), expected));
      }
    }
    return lists;
  }

  private Set<X509Certificate> system(String store) {
    if (system == null) {
      try {
        system = systemRoots.load();
      } catch (UnusableFile unusable) {
        faults.add(
            new Fault(
                store,
                SystemRoots.VARIABLE,
                "the variable's file",
                "a PEM bundle of certificates; " + unusable.sentence()));
        system = Set.of();
      }
    }
    return system;
  }
}
