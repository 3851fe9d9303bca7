package dev.handshake.probe;

import dev.handshake.certificate.PeerChain;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.report.Report;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;

/**
 * A program that probes a server with a chain of 120 KiB, in a Java of its own: the JDK reads its
 * limits once, and in the one that runs the tests somebody may have been earlier.
 */
final class LargeChain {
  private static final int CERTIFICATES = 3;
  private static final int BYTES_EACH = 40_000;

  private LargeChain() {}

  public static void main(String[] arguments) throws Exception {
    HeldCertificate shown = shown();
    try (Probing probing = new Probing();
        ScriptedServer server =
            ScriptedServer.start(socket -> {
              new HandmadeTls(socket, shown).hello().flight(false).flush().readClientFlight();
              ScriptedServer.drain(socket);
            })) {
      for (Engine engine : Engine.values()) {
        Report report = probing.report(Probing.target(server.port(), Probing.PLAIN), engine);
        int depth = report.observation().chain().map(PeerChain::depth).orElse(0);
        System.out.println(engine + " saw " + depth + " and says " + report.diagnosis().summary());
      }
    }
  }

  /** A good chain, followed by what does not belong to it. */
  private static HeldCertificate shown() {
    HeldCertificate good = Probing.PKI.server(ServerCertificate.FINE);
    List<X509Certificate> issuers = new ArrayList<>(good.issuers());
    for (int number = 0; number < CERTIFICATES; number++) {
      issuers.add(
          HeldCertificate.named("Ballast " + number, Instant.now())
              .extension("1.3.6.1.4.1.55555.1", false, new DEROctetString(new byte[BYTES_EACH]))
              .mint()
              .certificate());
    }
    return new HeldCertificate(good.certificate(), good.key(), issuers);
  }
}
