package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegionsTest {
  private static final Region OWN =
      new Region(
          "lab",
          "",
          URI.create("https://127.0.0.1:1"),
          URI.create("https://127.0.0.1:2"),
          URI.create("https://127.0.0.1:3"),
          Optional.empty());

  /** Domain and environment of each region, as the vendor's own clients have them. */
  @ParameterizedTest
  @CsvSource({
    "us-east-1, mypurecloud.com, prod",
    "us-east-2, use2.us-gov-pure.cloud, fedramp-use2-core",
    "us-west-2, usw2.pure.cloud, prod-usw2",
    "ca-central-1, cac1.pure.cloud, prod-cac1",
    "sa-east-1, sae1.pure.cloud, prod-sae1",
    "mx-central-1, mxc1.pure.cloud, prod-mxc1",
    "eu-west-1, mypurecloud.ie, prod-euw1",
    "eu-west-2, euw2.pure.cloud, prod-euw2",
    "eu-central-1, mypurecloud.de, prod-euc1",
    "eu-central-2, euc2.pure.cloud, prod-euc2",
    "me-central-1, mec1.pure.cloud, prod-mec1",
    "ap-south-1, aps1.pure.cloud, prod-aps1",
    "ap-southeast-1, apse1.pure.cloud, prod-apse1",
    "ap-southeast-2, mypurecloud.com.au, prod-apse2",
    "ap-northeast-1, mypurecloud.jp, prod-apne1",
    "ap-northeast-2, apne2.pure.cloud, prod-apne2",
    "ap-northeast-3, apne3.pure.cloud, prod-apne3"
  })
  void aRegionHasItsHostsAndTheNameInItsClientCertificate(
      String name, String domain, String environment) {
    assertHosts(name, domain);
    assertThat(region(name).clientCertificateName())
        .contains("dataactions." + environment + "." + name + ".mypurecloud.com");
  }

  @Test
  void whereNoNameIsPublishedThereIsNone() {
    assertHosts("eusc-de-east-1", "edee1.eusc-pure.cloud");
    assertThat(region("eusc-de-east-1").clientCertificateName()).isEmpty();
  }

  @Test
  void thereAreEighteenAndEachHasATitleOfItsOwn() {
    List<Region> all = Regions.published().all();
    assertThat(all).hasSize(18).allMatch(Regions::isPublished);
    assertThat(all).extracting(Region::title).doesNotHaveDuplicates().noneMatch(String::isBlank);
    assertThat(region("sa-east-1").title()).isEqualTo("Americas (S\u00e3o Paulo)");
  }

  @ParameterizedTest
  @MethodSource
  void aNameIsTheSameInEitherSpelling(String hyphens) {
    assertThat(Regions.published().find(hyphens.replace('-', '_'))).contains(region(hyphens));
  }

  static Stream<String> aNameIsTheSameInEitherSpelling() {
    return Regions.published().names().stream();
  }

  @Test
  void anOperatorAddsRegions() {
    Regions regions = Regions.published().with(List.of(OWN));
    assertThat(regions.find("lab")).contains(OWN);
    assertThat(regions.all()).hasSize(19).last().isEqualTo(OWN);
    assertThat(Regions.isPublished(OWN)).isFalse();
    assertThat(Regions.published().find("lab")).isEmpty();
  }

  @Test
  void anOperatorsRegionTakesThePlaceOfOneThatHasItsNameInEitherSpelling() {
    Region other =
        new Region("eu_west_1", "", OWN.login(), OWN.api(), OWN.apps(), Optional.empty());
    Regions regions = Regions.published().with(List.of(other));
    assertThat(regions.find("eu-west-1")).contains(other);
    assertThat(regions.all()).hasSize(18).contains(other);
    assertThat(Regions.isPublished(other)).isFalse();
  }

  private static void assertHosts(String name, String domain) {
    Region region = region(name);
    assertThat(
            Map.of("login", region.login(), "api", region.api(), "apps", region.apps()).entrySet())
        .allSatisfy(host ->
            assertThat(host.getValue()).hasToString("https://" + host.getKey() + "." + domain));
  }

  private static Region region(String name) {
    return Regions.published().find(name).orElseThrow();
  }
}
