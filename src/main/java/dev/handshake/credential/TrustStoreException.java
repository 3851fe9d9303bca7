package dev.handshake.credential;

import java.util.List;
import java.util.stream.Collectors;

/** Trust stores that cannot be used, which is a fault of the configuration. */
public final class TrustStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private final List<Fault> faults;

  public TrustStoreException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** All that is wrong, at least one fault. */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * One thing that is wrong.
   *
   * @param store the trust store's name
   * @param place the key below the store: {@code files[0]}, {@code intermediates[1]}, {@code files}
   * @param value what stands there: a file's name, as a rule
   * @param expected what should stand there, and in what the value differs
   */
  public record Fault(String store, String place, String value, String expected) {
    @Override
    public String toString() {
      return "trust." + store + "." + place + ": " + value + " (expected: " + expected + ")";
    }
  }
}
