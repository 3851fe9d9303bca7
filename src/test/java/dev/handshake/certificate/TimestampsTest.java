package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.leafOf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.OcspDraft;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;

/** Where certificate-transparency timestamps are counted. */
class TimestampsTest {
  private static final byte[] TWO = {0, 9, 0, 3, 1, 2, 3, 0, 2, 4, 5};
  private final HeldCertificate root = root("root");
  private final HeldCertificate plain = leafOf(root).mint();

  @Test
  void thoseOfTheLeafAndOfTheStapleAreCountedTogether() throws Exception {
    HeldCertificate logged =
        leafOf(root).extension("1.3.6.1.4.1.11129.2.4.2", false, new DEROctetString(TWO)).mint();
    assertThat(Timestamps.count(chain(plain), Optional.empty())).hasValue(0);
    assertThat(Timestamps.count(chain(logged), Optional.empty())).hasValue(2);
    assertThat(Timestamps.count(chain(plain), Optional.of(staple(TWO)))).hasValue(2);
    assertThat(Timestamps.count(chain(logged), Optional.of(staple(TWO)))).hasValue(4);
  }

  @Test
  void whatIsMalformedHoldsNone() throws Exception {
    for (byte[] broken : List.of(new byte[0], new byte[] {0, 4, 0, 9, 1, 2}, new byte[] {5})) {
      assertThat(Timestamps.count(chain(plain), Optional.of(staple(broken)))).hasValue(0);
      assertThat(Timestamps.count(chain(plain), Optional.of(broken))).hasValue(0);
    }
  }

  @Test
  void ofALeafThatCannotBeReadNothingIsSaid() throws Exception {
    PeerChain unreadable = PeerChain.ofDer(List.of(new byte[] {0x30, 0}));
    assertThat(Timestamps.count(unreadable, Optional.of(staple(TWO)))).isEmpty();
  }

  private byte[] staple(byte[] list) {
    return OcspDraft.about(plain.certificate(), root, NOW).withTimestamps(list).mint();
  }
}
