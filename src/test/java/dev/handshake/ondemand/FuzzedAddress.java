package dev.handshake.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What anybody may ask {@code /probe} for. */
public final class FuzzedAddress {
  private FuzzedAddress() {}

  public static List<FuzzTarget> targets() {
    return List.of(
        FuzzTarget.ofTexts(
            "asked-address",
            FuzzedAddress::address,
            "crm.example.com:443",
            "[2001:db8::1]:8443",
            "https://crm.example.com:8443/health?a=b#c",
            "https://user:secret@crm.example.com/",
            "b\u00fccher.example:443",
            "HTTPS://[::ffff:127.0.0.1]"));
  }

  /** An address that can be asked for again, or a complaint that can be shown. */
  private static void address(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      AskedAddress asked = AskedAddress.parse(text);
      AskedAddress again = AskedAddress.parse(asked.endpoint().toString());
      assertThat(again.endpoint()).isEqualTo(asked.endpoint());
      asked.path().ifPresent(path -> assertThat(path).matches("/[!-~]*"));
    } catch (IllegalArgumentException refused) {
      String shown = String.valueOf(refused.getMessage());
      assertThat(shown)
          .startsWith("target: ")
          .hasSizeLessThan(500)
          .doesNotContain("user:secret@crm");
      assertThat(shown.chars()).noneMatch(Character::isISOControl);
    }
  }
}
