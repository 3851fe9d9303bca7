package dev.handshake.bench;

import dev.handshake.Program;
import dev.handshake.target.TlsVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OpenSSL's own measure: one full handshake and one request after another. */
final class STime implements Contender {
  static final String NAME = "openssl s_time -new -www /";

  /** What the shell's {@code times} says of ended children, on its second line (POSIX). */
  private static final Pattern CHILDREN =
      Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s\\s*\\z");

  private final Gateway gateway;
  private final TlsVersion version;

  STime(Gateway gateway, TlsVersion version) {
    this.gateway = gateway;
    this.version = version;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String work() {
    return "handshake, request, answer";
  }

  @Override
  public Turn turn(Duration window) {
    long from = gateway.markWhenQuiet();
    Duration serverBefore = gateway.usage().cpu();
    long start = System.nanoTime();
    String said =
        Program.run(
            window.plusSeconds(30),
            List.of(
                "sh",
                "-c",
                "\"$@\"; times",
                "sh",
                "openssl",
                "s_time",
                "-new",
                "-www",
                "/",
                "-connect",
                "127.0.0.1:" + gateway.port(version),
                "-time",
                Long.toString(window.toSeconds()),
                "-CAfile",
                gateway.roots().toString(),
                "-cert",
                gateway.clientCertificate().toString(),
                "-key",
                gateway.clientKey().toString()));
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    Duration serverCpu = gateway.usage().cpu().minus(serverBefore);
    return new Turn(
        gateway.confirmed(version, from, gateway.markWhenQuiet()),
        wall,
        childrensTime(said),
        serverCpu,
        OptionalLong.empty(),
        Optional.empty());
  }

  @Override
  public void close() {}

  private static Duration childrensTime(String said) {
    Matcher times = CHILDREN.matcher(said);
    if (!times.find()) {
      throw new IllegalStateException("s_time and times: " + said + " (expected: four times)");
    }
    return seconds(times.group(1), times.group(2)).plus(seconds(times.group(3), times.group(4)));
  }

  private static Duration seconds(String minutes, String seconds) {
    return Duration.ofMinutes(Long.parseLong(minutes))
        .plusNanos(Math.round(Double.parseDouble(seconds) * 1e9));
  }
}
