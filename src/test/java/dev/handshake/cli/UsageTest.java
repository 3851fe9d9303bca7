package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the command line is spoken to, and how it says no. */
class UsageTest {
  @TempDir static Path directory;

  static Stream<Arguments> misuses() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    Path words = Files.writeString(directory.resolve("words.pem"), "no certificate in here");
    Path none = directory.resolve("none.pem");
    Path idle = Files.writeString(directory.resolve("idle.yml"), "targets: []\n");
    Path one =
        Files.writeString(
            directory.resolve("one.yml"), "targets: [{name: a, address: \"127.0.0.1:1\"}]\n");
    return Stream.of(
        misuse("COMMAND: missing (expected: run, lab, probe, check, genesys)"),
        misuse("COMMAND: prob (expected: run, lab, probe, check, genesys)", "prob"),
        misuse("COMMAND: missing (expected: config, web-config, identity, chain, health)", "check"),
        misuse(
            "COMMAND: everything (expected: config, web-config, identity, chain, health)",
            "check",
            "everything"),
        misuse(
            "COMMAND: missing (expected: regions, certificates, audit, gateway, deploy-domain)",
            "genesys"),
        misuse("missing required option: '--config.file=F'", "genesys", "certificates"),
        misuse(
            "--config.file: " + one + " (expected: a configuration with at least one organization)",
            "genesys",
            "certificates",
            "--config.file=" + one),
        misuse(
            "--since: 400h (expected: a duration up to 336h, such as 24h)",
            "genesys",
            "audit",
            "--since=400h",
            "--config.file=" + one),
        misuse("missing required parameter: 'F'", "check", "config"),
        misuse("--url: what is given (expected: http://host:port or ", health("ftp://localhost")),
        misuse("--url: what is given (expected: ", health("http://user:secret@localhost")),
        misuse("--url: what is given (expected: ", health("http://localhost/?a=b")),
        misuse(
            "--trust.file, --server-name: given with http (expected: an https --url)",
            "check",
            "health",
            "--trust.file=" + words,
            "--server-name=a"),
        misuse(
            "--certificate.file, --key.file: one alone (expected: both)",
            "check",
            "health",
            "--url=https://localhost",
            "--key.file=" + words),
        misuse(
            "--user.file: " + words + " (expected: a file with user:password)",
            "check",
            "health",
            "--user.file=" + words),
        misuse("missing required option: '--config.file=F'", "run"),
        misuse(
            "invalid value for option '--log.level': expected one of [debug, info, warn, error]",
            "run",
            "--config.file=" + one,
            "--log.level=loud"),
        misuse(
            "--web.listen-address: localhost (expected: host:port, [ipv6]:port or :port, port 0 to"
                + " 65535)",
            "run",
            "--config.file=" + one,
            "--web.listen-address=localhost"),
        misuse(
            "--web.listen-address: :70000 (expected: host:port, [ipv6]:port or :port, port 0 to"
                + " 65535)",
            "lab",
            "--web.listen-address=:70000"),
        misuse("unknown option: '--insecure'", "probe", "--insecure", "localhost"),
        misuse("ADDRESS: missing (expected: at least one, or --config.file)", "probe"),
        misuse("ADDRESS: a b (expected: host, host:port, [ipv6]:port or ", "probe", "a b"),
        misuse("ADDRESS: a:1\\u001b[2J (expected: ", "probe", "a:1\u001b[2J"),
        misuse("--timeout: ten (expected: a duration such as 500ms or 10s)", timeout("ten")),
        misuse("--timeout: 0s (expected: a duration such as 500ms or 10s)", timeout("0s")),
        misuse("--timeout: 10 (expected: a duration such as 500ms or 10s)", timeout("10")),
        misuse(
            "--server-name: a..b (expected: a DNS name or an IP address)",
            "probe",
            "localhost",
            "--server-name=a..b"),
        misuse(
            "invalid value for option '--output': expected one of [text, json]",
            "probe",
            "localhost",
            "--output=xml"),
        misuse(
            "--key.file: missing (expected: beside --certificate.file)",
            "probe",
            "localhost",
            "--certificate.file=client.pem"),
        misuse(
            "--certificate.file: missing (expected: beside --key.file)",
            "probe",
            "localhost",
            "--key.file=client.key"),
        misuse(
            "--key.file: missing (expected: beside --key.password-file)",
            "probe",
            "localhost",
            "--key.password-file=password"),
        misuse("--target: crm (expected: beside --config.file)", "probe", "x", "--target=crm"),
        misuse(
            "--target: b (expected: the name of a target in " + one + ")",
            "probe",
            "--config.file=" + one,
            "--target=a",
            "--target=b"),
        misuse(
            "--config.file: " + idle + " (expected: a configuration with at least one target)",
            "probe",
            "--config.file=" + idle),
        misuse(
            "ADDRESS, --server-name, --trust.file, --certificate.file, --key.file,"
                + " --key.password-file: given beside --config.file (expected: one or the other)",
            "probe",
            "localhost",
            "--server-name=a",
            "--trust.file=b",
            "--certificate.file=c",
            "--key.file=d",
            "--key.password-file=e",
            "--config.file=" + one),
        misuse(
            "--trust.file: %s (expected: a PEM or DER file of certificates, this one does not exist)"
                .formatted(none),
            "probe",
            "localhost",
            "--trust.file=" + none),
        misuse("--trust.file: " + empty + " (expected: ", "probe", "x", "--trust.file=" + empty),
        misuse("--trust.file: " + words + " (expected: ", "probe", "x", "--trust.file=" + words));
  }

  @ParameterizedTest
  @MethodSource("misuses")
  void aMisuseIsOneLineAndWhereToReadOn(String complaint, List<String> arguments) {
    Session session = Session.of(arguments.toArray(String[]::new));
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err().lines().toList()).hasSize(2);
    assertThat(session.err()).startsWith("handshake-exporter: " + complaint);
    assertThat(session.err().lines().toList().getLast())
        .matches(
            "Try 'handshake-exporter( run| lab| probe| check( config| chain| health)?| genesys( regions| certificates| audit| gateway)?)? --help'\\.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "lab",
        "probe",
        "check",
        "check config",
        "check chain",
        "check health",
        "genesys",
        "genesys regions",
        "genesys certificates",
        "genesys audit",
        "genesys gateway"
      })
  void eachCommandExplainsItselfOnStandardOutput(String command) {
    Session session = Session.of((command + " --help").strip().split(" "));
    assertThat(session.status()).isZero();
    assertThat(session.err()).isEmpty();
    assertThat(session.out()).contains("Usage: handshake-exporter " + command);
    assertThat(session.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "probe",
        "check chain",
        "check health",
        "genesys regions",
        "genesys certificates",
        "genesys audit",
        "genesys gateway"
      })
  void theHelpShowsExamples(String command) {
    assertThat(Session.of((command + " --help").strip().split(" ")).out())
        .containsPattern("Examples[^\n]*:\n(.*\n)* +handshake-exporter " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "lab",
        "probe",
        "check",
        "check config",
        "check chain",
        "check health",
        "genesys",
        "genesys regions",
        "genesys certificates",
        "genesys audit",
        "genesys gateway"
      })
  void eachCommandSaysTheVersion(String command) {
    Session session = Session.of((command + " --version").strip().split(" "));
    assertThat(session.status()).isZero();
    assertThat(session.out()).matches("handshake-exporter \\S+ \\(\\S+, Java \\d+[^)]*\\)\n");
  }

  @Test
  void theTopCommandNamesAllCommands() {
    assertThat(Session.of("--help").out())
        .containsPattern("(?m)^ +run +Probe")
        .containsPattern("(?m)^ +lab +Run")
        .containsPattern("(?m)^ +probe +Probe")
        .containsPattern("(?m)^ +check +Say")
        .containsPattern("(?m)^ +genesys +Look");
  }

  private static String[] health(String url) {
    return new String[] {"check", "health", "--url=" + url};
  }

  private static String[] timeout(String text) {
    return new String[] {"probe", "localhost", "--timeout=" + text};
  }

  private static Arguments misuse(String complaint, String... arguments) {
    return Arguments.of(complaint, List.of(arguments));
  }
}
