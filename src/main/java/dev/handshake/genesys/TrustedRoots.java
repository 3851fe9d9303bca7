package dev.handshake.genesys;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The roots that the platform trusts when it calls a gateway, known by serial numbers whose
 * spelling is not published.
 *
 * @param serials as the API spells them
 */
public record TrustedRoots(List<String> serials) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,128}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,128}");

  public TrustedRoots {
    serials = List.copyOf(serials);
  }

  public int count() {
    return serials.size();
  }

  /**
   * Whether a root is among them.
   *
   * @param serial hexadecimal, as in {@link dev.handshake.certificate.CertificateFacts#serial}
   */
  public boolean holds(String serial) {
    BigInteger wanted = new BigInteger(serial, 16);
    return serials.stream().anyMatch(one -> readings(one).contains(wanted));
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
