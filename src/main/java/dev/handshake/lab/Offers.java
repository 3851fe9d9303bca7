package dev.handshake.lab;

import static dev.handshake.lab.Expected.failure;
import static dev.handshake.lab.Expected.refusalOfOffer;

import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Expectation;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.util.List;
import java.util.Set;

/** The rows of servers that must refuse what no TLS library would offer any more. */
final class Offers {
  private static final String WITHOUT_FORWARD_SECRECY = "TLS_RSA_WITH_AES_128_CBC_SHA";

  private static final ProbeModule LEGACY =
      offering("lab-legacy", TlsVersion.TLS_1_1, List.of(), Reason.PROTOCOL_MISMATCH);
  private static final ProbeModule FORBIDDEN =
      offering(
          "lab-forbidden-cipher",
          TlsVersion.TLS_1_2,
          List.of(WITHOUT_FORWARD_SECRECY),
          Reason.CIPHER_MISMATCH);

  private Offers() {}

  static List<Scenario> all() {
    Serving fine = Serving.Tls.showing(ServerCertificate.FINE);
    Serving old = new Serving.Raw(Script.OLD_SERVER_HELLO);
    return List.of(
        row(
            "legacy-refused",
            "Must refuse TLS 1.0 and 1.1, and does.",
            fine,
            LEGACY,
            refusalOfOffer(Reason.PROTOCOL_MISMATCH)),
        row(
            "legacy-accepted",
            "Must refuse TLS 1.0 and 1.1, and still speaks TLS 1.0.",
            old,
            LEGACY,
            failure(Reason.POLICY_VIOLATION).with(Remark.POLICY_PROTOCOL)),
        row(
            "forbidden-cipher-refused",
            "Must refuse a cipher suite without forward secrecy, and does.",
            fine,
            FORBIDDEN,
            refusalOfOffer(Reason.CIPHER_MISMATCH)),
        row(
            "forbidden-cipher-accepted",
            "Must refuse a cipher suite without forward secrecy, and chooses it.",
            old,
            FORBIDDEN,
            failure(Reason.POLICY_VIOLATION).with(Remark.POLICY_CIPHER)));
  }

  private static ProbeModule offering(
      String name, TlsVersion newest, List<String> ciphers, Reason refusal) {
    TlsOffer offer =
        new TlsOffer(TlsVersion.TLS_1_0, newest, ciphers, List.of(), List.of(), true, true, false);
    return ProbeModule.DEFAULT
        .withName(name)
        .withTrust(LabPki.TRUST)
        .withTiming(Scenarios.TIMING)
        .withTls(offer)
        .withExpect(new Expectation.Refused(Set.of(refusal), Set.of()));
  }

  private static Scenario row(
      String name, String description, Serving serving, ProbeModule module, Expected expected) {
    return new Scenario(
        name, description, serving, module, Street.ADDRESS, LabPki.SERVER_NAME, expected);
  }
}
