package dev.handshake.config;

import dev.handshake.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Web files of Prometheus's exporter-toolkit: settings, or mistakes that are safe to show. */
public final class FuzzedWebFile {
  private FuzzedWebFile() {}

  public static List<FuzzTarget> targets() {
    return List.of(
        FuzzTarget.ofTexts(
            "web-file",
            FuzzedWebFile::webFile,
            """
            tls_server_config:
              cert_file: server.pem
              key_file: server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.pem
              min_version: TLS12
              max_version: TLS13
              cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
              prefer_server_cipher_suites: true
              curve_preferences: [CurveP256, X25519]
            """,
            """
            http_server_config:
              http2: true
              headers: {X-Frame-Options: deny, Strict-Transport-Security: max-age=1}
            basic_auth_users:
              alice: $2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi
            rate_limit: {interval: 1s, burst: 20}
            """));
  }

  private static void webFile(byte[] content) throws IOException {
    Path file = Files.createTempFile("fuzzed", ".yml");
    try {
      Files.write(file, content);
      var _ = WebFileReader.load(file, _ -> null, new ArrayList<>());
    } catch (ConfigException mistakes) {
      FuzzedConfig.assertHarmless(String.valueOf(mistakes.getMessage()));
    } finally {
      Files.delete(file);
    }
  }
}
