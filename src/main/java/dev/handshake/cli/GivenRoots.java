package dev.handshake.cli;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.TrustSettings;
import dev.handshake.credential.TrustStoreException;
import dev.handshake.credential.TrustStores;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Trust stores that are given by options. */
final class GivenRoots {
  private GivenRoots() {}

  /**
   * The roots of one file.
   *
   * @param name of the trust store
   * @throws UsageException naming the option, where they cannot be used
   */
  static TrustAnchors load(String option, String name, Path file) {
    return load(new TrustSettings(name, List.of(file), false, List.of(), List.of()), _ -> option);
  }

  /**
   * A whole trust store.
   *
   * @param option which of them is to blame for a fault
   * @throws UsageException with all faults
   */
  static TrustAnchors load(
      TrustSettings settings, Function<TrustStoreException.Fault, String> option) {
    try {
      return TrustStores.load(settings, System::getenv);
    } catch (TrustStoreException unusable) {
      throw new UsageException(
          unusable.faults().stream()
              .map(fault ->
                  "%s: %s (expected: %s)"
                      .formatted(option.apply(fault), fault.value(), fault.expected()))
              .collect(Collectors.joining("; ")));
    }
  }
}
