package dev.handshake.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.RFC4519Style;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNameTest {
  /** Each is read by Bouncy Castle, too, and has to be the same name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=x\\\\+OU=y,O=b",
        "CN=x\\\\\\\\+OU=y,O=b",
        "CN=x\\\\\\+OU\\=y,O=b",
        "CN=x\\\\,O=b",
        "CN=x\\\\\\,O\\=b,C=DE",
        "CN=x\\5C+OU=y",
        "CN=Example Root\\, Inc.,O=Example"
      })
  void noAttributeIsLost(String text) throws IOException {
    assertThat(DistinguishedName.parse(text)).isEqualTo(principal(text));
  }

  @Test
  void aSubjectWithABackslashAtAValuesEndPinsItselfAndNoOther() throws IOException {
    Pin.Subject pin = new Pin.Subject("CN=x\\\\+OU=y,O=b");
    assertThat(pin.names(principal("CN=x\\\\+OU=y,O=b"))).isTrue();
    assertThat(pin.names(principal("O=b,CN=x\\\\+OU=y"))).isTrue();
    assertThat(pin.names(principal("CN=x\\\\,O=b"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no name", "CN", "CN=a\\", "=x"})
  void whatIsNoNameIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DistinguishedName.parse(text));
  }

  private static X500Principal principal(String text) throws IOException {
    return new X500Principal(new X500Name(RFC4519Style.INSTANCE, text).getEncoded());
  }
}
