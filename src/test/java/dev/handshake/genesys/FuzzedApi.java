package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.fuzz.FuzzTarget;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.outgoing.JsonText;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** What an API answers: JSON, and the certificates in it. */
public final class FuzzedApi {
  private static final HeldCertificate CERTIFICATE =
      HeldCertificate.named("client", Instant.parse("2026-11-20T12:00:00Z")).mint();

  private FuzzedApi() {}

  public static List<FuzzTarget> targets() {
    String pem = CERTIFICATE.certificatePem();
    return List.of(
        FuzzTarget.ofTexts(
            "json",
            FuzzedApi::json,
            "{\"entities\":[{\"id\":\"a\\ud83d\\ude00\",\"n\":1.5e3,\"t\":true,\"x\":null}],\"pageCount\":2}",
            "[[[[]]],{\"a\":{\"b\":[{}]}}]"),
        FuzzTarget.ofTexts(
            "pem-text",
            FuzzedApi::pem,
            pem,
            pem.replace("\n", ""),
            pem.replaceAll("-----.*-----", "")));
  }

  private static void json(byte[] input) {
    try {
      assertThat(JsonText.read(Buffer.buffer(input))).isNotNull();
    } catch (IOException refused) {
      // The one answer that is declared; nobody shows what it says.
      return;
    }
  }

  private static void pem(byte[] input) {
    try {
      assertThat(PemText.chain(new String(input, StandardCharsets.UTF_8)).certificates())
          .allMatch(certificate -> certificate.facts().isPresent());
    } catch (ApiException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }
}
