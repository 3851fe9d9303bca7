package dev.handshake.limbo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How far we agree with x509-limbo, beside others. The corpus is not part of this project: {@code
 * mvn test -Dtest=LimboTest -Dlimbo.file=limbo.json} runs over a copy of it and prints the report.
 */
@EnabledIfSystemProperty(named = "limbo.file", matches = ".+")
class LimboTest {
  /**
   * Cases that the corpus rejects without calling them pedantic, and that a probe accepts: what
   * they lack is lacking in working private PKIs everywhere, and OpenSSL, GnuTLS, the JDK and
   * Chrome do not miss it; an anchor's end is a remark by our own contract. {@code --strict}
   * refuses them all.
   */
  private static final List<String> LET_PASS =
      List.of(
          "rfc5280::aki::leaf-missing-aki",
          "rfc5280::aki::intermediate-missing-aki",
          "rfc5280::ski::root-missing-ski",
          "rfc5280::ski::intermediate-missing-ski",
          "rfc5280::validity::expired-root",
          "rfc5280::root-non-critical-basic-constraints",
          "webpki::aki::root-with-aki-missing-keyidentifier",
          "webpki::san::san-critical-with-nonempty-subject");

  @Test
  void theReportOfAgreement() throws IOException {
    List<LimboCase> cases = LimboCase.read(Path.of(System.getProperty("limbo.file")));
    Agreement probe = report(Judge.PROBE, cases);
    Agreement strict = report(Judge.STRICT, cases);
    Agreement jdk = report(Judge.JDK, cases);
    if (Program.find("openssl").isPresent()) {
      assertThat(report(Judge.OPENSSL, cases).cases()).isEqualTo(jdk.cases());
      assertThat(report(Judge.OPENSSL_STRICT, cases).cases()).isEqualTo(jdk.cases());
    }
    assertThat(strict.wrongAccepts("none")).isEmpty();
    assertThat(probe.wrongAccepts("none")).isSubsetOf(LET_PASS);
  }

  private static Agreement report(Judge judge, List<LimboCase> cases) throws IOException {
    Agreement agreement = Agreement.of(judge, cases);
    System.out.println(agreement.report());
    return agreement;
  }
}
