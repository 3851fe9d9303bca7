package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenesysRegionsTest {
  @TempDir private Path directory;

  @Test
  void eachRegionIsALineUnderHeadings() {
    Session session = Session.of("genesys", "regions");
    assertThat(session.status()).isZero();
    assertThat(session.err()).isEmpty();
    assertThat(session.lines()).hasSize(19);
    assertThat(session.lines().getFirst().split(" {2,}"))
        .containsExactly("NAME", "TITLE", "LOGIN", "API", "APPS", "CERTIFICATE");
    assertThat(session.lines().get(11).split(" {2,}"))
        .containsExactly(
            "eusc-de-east-1",
            "European Sovereign (AWS EUSC)",
            "login.edee1.eusc-pure.cloud",
            "api.edee1.eusc-pure.cloud",
            "apps.edee1.eusc-pure.cloud",
            "-");
    assertThat(session.lines().getLast())
        .endsWith(" dataactions.prod-apne3.ap-northeast-3.mypurecloud.com");
  }

  @Test
  void theColumnsStandBelowEachOther() {
    Session session = Session.of("genesys", "regions");
    int login = session.lines().getFirst().indexOf("LOGIN");
    assertThat(session.lines().stream().skip(1))
        .allSatisfy(line -> assertThat(line.substring(login)).startsWith("login."));
  }

  @Test
  void asJsonItIsOneObject() throws Exception {
    JsonNode regions =
        new ObjectMapper()
            .readTree(Session.of("genesys", "regions", "--output=json").out())
            .get("regions");
    assertThat(regions).hasSize(18);
    assertThat(regions.get(6).toString())
        .isEqualTo(
            "{\"name\":\"eu-west-1\",\"title\":\"EMEA (Dublin)\","
                + "\"login\":\"https://login.mypurecloud.ie\","
                + "\"api\":\"https://api.mypurecloud.ie\","
                + "\"apps\":\"https://apps.mypurecloud.ie\","
                + "\"client_certificate_name\":\"dataactions.prod-euw1.eu-west-1.mypurecloud.com\"}");
    assertThat(regions.get(10).get("client_certificate_name").isNull()).isTrue();
  }

  @Test
  void aFileAddsItsOwn() throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("handshake.yml"),
            """
            genesys:
              custom_regions:
                lab: {login: "https://127.0.0.1:1", api: "https://127.0.0.1:2", apps: "https://127.0.0.1:3", title: "Ours\\e[2J"}
            """);
    Session session = Session.of("genesys", "regions", "--config.file=" + config);
    assertThat(session.lines()).hasSize(20);
    assertThat(session.lines().getLast().split(" {2,}"))
        .containsExactly("lab", "Ours\\u001b[2J", "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", "-");
  }

  @Test
  void aBadFileIsComplainedOf() throws Exception {
    Path config =
        Files.writeString(directory.resolve("handshake.yml"), "genesys: {custom_regions: []}\n");
    Session session = Session.of("genesys", "regions", "--config.file=" + config);
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("genesys.custom_regions: a list (expected: a mapping");
  }
}
