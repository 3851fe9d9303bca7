package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handshake.credential.Identity;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.target.TlsOffer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What engines share, and how long it is kept. */
class TlsEnginesTest {
  private static final TlsOffer OFFER = TlsOffer.DEFAULT;

  private final TlsEngines engines = new TlsEngines();

  @BeforeEach
  void nativesLoad() {
    assumeTrue(Prober.mainEngineLoads(), "BoringSSL does not load on this machine");
  }

  @AfterEach
  void close() {
    engines.close();
  }

  @Test
  void handshakesWithOneIdentityShareItsContext() throws Exception {
    forget(prepare(identity("ours", "1")));
    forget(prepare(identity("ours", "1")));
    assertThat(engines.contexts()).isEqualTo(1);
    forget(prepare(identity("theirs", "1")));
    assertThat(engines.contexts()).isEqualTo(2);
  }

  @Test
  void nothingIsKeptOfAnIdentityThatIsNoMoreAndWhatIsUnderWayGoesOn() throws Exception {
    Identity.Usable stays = identity("stays", "1");
    TlsEngines.Prepared underWay = prepare(identity("gone", "1"));
    forget(prepare(stays));
    forget(prepare(identity("renewed", "1")));
    assertThat(engines.contexts()).isEqualTo(3);

    Map<String, Identity> now = Map.of("stays", stays, "renewed", identity("renewed", "2"));
    engines.forgetOthersThan(name -> Optional.ofNullable(now.get(name)));

    assertThat(engines.contexts()).isEqualTo(1);
    assertThat(bytesOfHello(underWay)).isGreaterThan(100);
    forget(underWay);
  }

  @Test
  void anIdentitysNewVersionTakesThePlaceOfTheOldOne() throws Exception {
    for (int version = 0; version < 20; version++) {
      forget(prepare(identity("ours", Integer.toString(version))));
    }
    assertThat(engines.contexts()).isEqualTo(1);
  }

  @Test
  void aHandshakeUnderWayOutlivesItsIdentitysVersion() throws Exception {
    TlsEngines.Prepared old = prepare(identity("ours", "1"));
    forget(prepare(identity("ours", "2")));

    assertThat(bytesOfHello(old)).isGreaterThan(100);
    forget(old);
  }

  private static int bytesOfHello(TlsEngines.Prepared prepared) throws SSLException {
    SSLEngine engine = prepared.engine();
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    return engine.wrap(ByteBuffer.allocate(0), hello).bytesProduced();
  }

  private TlsEngines.Prepared prepare(Identity.Usable identity) throws SSLException {
    return engines.prepare(
        Engine.BORINGSSL,
        Optional.of(identity),
        OFFER,
        Optional.of("server.handshake.test"),
        ByteBufAllocator.DEFAULT);
  }

  private void forget(TlsEngines.Prepared prepared) {
    engines.forget(prepared);
    ReferenceCountUtil.release(prepared.engine());
  }

  private static Identity.Usable identity(String name, String version) {
    HeldCertificate held =
        HeldCertificate.named(name, Instant.now()).purposes(KeyPurposeId.id_kp_clientAuth).mint();
    return new Identity.Usable(name, held.chain(), held.key(), version);
  }
}
