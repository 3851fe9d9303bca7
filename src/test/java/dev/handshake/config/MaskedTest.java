package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.OwnFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a configuration, and that it is all but its secrets. */
class MaskedTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String CANARY = "canary";

  @TempDir private Path directory;

  private Configuration load(String text) throws IOException {
    return ConfigReader.load(
        Files.writeString(directory.resolve("handshake.yml"), text),
        Map.of("TOKEN", CANARY + "-of-the-environment", "HOST", "127.0.0.1")::get,
        NOW);
  }

  @Test
  void eachKeyThatMayHoldASecretIsMasked() throws IOException {
    OwnFile.write(directory.resolve("api.key"), CANARY + "-in-a-file");
    Configuration loaded =
        load(
            """
            # canary-in-a-comment
            modules:
              gateway:
                http:
                  path: "/health?key=canary-in-a-query"
                  headers: {Authorization: "Bearer canary-of-authorization", Cookie: "a=canary-of-a-cookie", X-Api-Key: "canary-of-another", X-Env: "a ${TOKEN}", X-File: {value_file: api.key}}
              service:
                http: {oauth: {token_url: "https://id.example/canary-in-a-path?a=canary", client_id: me, client_secret: "${TOKEN}"}}
            targets: [{name: crm, address: "127.0.0.1:1", module: gateway}]
            genesys:
              regions: [us-east-1]
              organizations: [{name: acme, region: us-east-1, oauth: {client_id: me, client_secret: "x${TOKEN}"}}]
              cxone: [{name: tenant, issuer: "https://cxone.example/canary-of-an-issuer"}]
              action_tests: [{organization: acme, action: a, inputs: {customer: canary-of-an-input, list: [{m: "canary-below"}]}}]
            notify:
              external_url: "https://agent.example/canary-of-the-agent"
              webhooks: [{url: "https://hooks.example:8443/canary-of-a-hook"}, {url: "https://hooks.example/${TOKEN}"}]
              alertmanagers: [{url: "http://127.0.0.1:9093"}]
            """);
    assertThat(loaded.shown())
        .doesNotContain(CANARY)
        .isEqualTo(
            """
            modules:
              gateway:
                http:
                  path: "/health?<secret>"
                  headers:
                    Authorization: <secret>
                    Cookie: <secret>
                    X-Api-Key: <secret>
                    X-Env: <secret>
                    X-File:
                      value_file: api.key
              service:
                http:
                  oauth:
                    token_url: "https://id.example/<secret>"
                    client_id: me
                    client_secret: "${TOKEN}"
            targets:
              - name: crm
                address: "127.0.0.1:1"
                module: gateway
            genesys:
              regions:
                - us-east-1
              organizations:
                - name: acme
                  region: us-east-1
                  oauth:
                    client_id: me
                    client_secret: <secret>
              cxone:
                - name: tenant
                  issuer: "https://cxone.example/<secret>"
              action_tests:
                - organization: acme
                  action: a
                  inputs:
                    customer: <secret>
                    list:
                      - m: <secret>
            notify:
              external_url: "https://agent.example/<secret>"
              webhooks:
                - url: "https://hooks.example:8443/<secret>"
                - url: <secret>
              alertmanagers:
                - url: "http://127.0.0.1:9093"
            """);
    assertThat(loaded.toString().replace("canary-in-a-query", "").replace("canary-of-another", ""))
        .as("all but what a request shows to whoever it is made to")
        .doesNotContain(CANARY);
  }

  @Test
  void whatHoldsNoSecretReadsAsItsFileDoes() throws IOException {
    String text =
        """
        probe: {interval: 30s, max_in_flight: 7}
        dns: {servers: [], hosts_file: null}
        web: {listen: "127.0.0.1:0"}
        targets:
          - {name: "yes", address: "${HOST}:443", labels: {a: "1", b: "on", c: "null", d: " e\\t\\"'#: \\u00e9\\u0007\\U0001F600"}}
          - {name: "by ip", address: "[::1]:1", tls: {verify: false}, expect: {refused: [], status: [403]}}
        modules: {}
        """;
    Configuration loaded = load(text);
    assertThat(loaded.shown()).contains("\"${HOST}:443\"").doesNotContain("127.0.0.1:443");
    assertThat(load(loaded.shown()).settings()).isEqualTo(loaded.settings());
    assertThat(load(loaded.shown()).shown()).isEqualTo(loaded.shown());
  }

  @Test
  void everyFileIsNamedBeforeItIsRead() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("handshake.yml"),
            """
            dns: {hosts_file: hosts}
            trust: {a: {files: [roots.pem], intermediates: [between.pem], crls: [a.crl]}}
            identities:
              pem: {certificate: client.pem, key: client.key, key_password_file: key.password}
              store: {keystore: client.p12, password_file: store.password}
            modules:
              gateway: {http: {headers: {X: {value_file: api.key}}, oauth: {token_url: "https://a.example", client_id: a, client_secret_file: client.secret}}}
            genesys:
              organizations: [{name: acme, region: us-east-1, oauth: {client_id: a, client_secret_file: genesys.secret}}]
              certificates: [{name: a, kind: other, region: us-east-1, file: region.pem}]
            """);
    List<String> names = new ArrayList<>();
    try {
      ConfigReader.load(
          file, _ -> null, NOW, named -> names.add(String.valueOf(named.getFileName())));
    } catch (ConfigException refused) {
      // None of the files is there.
    }
    assertThat(names)
        .startsWith("handshake.yml")
        .contains(
            "hosts",
            "roots.pem",
            "between.pem",
            "a.crl",
            "client.pem",
            "client.key",
            "key.password",
            "client.p12",
            "store.password",
            "api.key",
            "client.secret",
            "genesys.secret",
            "region.pem",
            "ca-certificates.crt");
  }
}
