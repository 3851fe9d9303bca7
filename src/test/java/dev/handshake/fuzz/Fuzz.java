package dev.handshake.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs Jazzer on one reader after another, each in a process of its own, and tells how often each
 * was run and what was found. What Jazzer has thought of stays beside the output and is begun with
 * the next time.
 */
public final class Fuzz {
  private static final int LONGEST_INPUT = 16_384;
  private static final int LONGEST_SECONDS = 60;
  private static final String COUNTED = "stat::number_of_executed_units:";

  /** Where the choices of a reader are made: in our own code and in what it reads with. */
  private static final String GUIDED_BY =
      String.join(
          ":",
          "dev.handshake.**",
          "org.bouncycastle.asn1.**",
          "org.bouncycastle.cert.**",
          "org.bouncycastle.openssl.**",
          "org.bouncycastle.util.**",
          "org.yaml.snakeyaml.**",
          "com.fasterxml.jackson.**",
          "io.netty.handler.codec.**");

  private Fuzz() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> given = new HashMap<>();
    Arrays.stream(arguments)
        .map(argument -> argument.split("=", 2))
        .forEach(pair -> given.put(pair[0], pair[1]));
    Path output = Files.createDirectories(Path.of(given.getOrDefault("output", "target/fuzz")));
    String seconds = given.getOrDefault("seconds", "60");
    String wanted = given.getOrDefault("targets", "");
    boolean found = false;
    for (String name : wanted.isEmpty() ? names() : List.of(wanted.split(","))) {
      found |= run(FuzzTargets.named(name).name(), output, seconds);
    }
    System.exit(found ? 1 : 0);
  }

  private static List<String> names() {
    return FuzzTargets.all().stream().map(FuzzTarget::name).toList();
  }

  private static boolean run(String name, Path output, String seconds)
      throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(output.resolve(name));
    Path findings = Files.createDirectories(output.resolve(name + "-findings"));
    Path log = output.resolve(name + ".log");
    int status =
        new ProcessBuilder(command(name, corpus, findings, seconds))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    String runs =
        Files.readAllLines(log).stream()
            .filter(line -> line.startsWith(COUNTED))
            .map(line -> line.substring(COUNTED.length()).strip())
            .reduce("?", (_, last) -> last);
    System.out.printf(
        "%-16s %10s runs in %s s, %s%n",
        name, runs, seconds, status == 0 ? "nothing found" : "FOUND: see " + log);
    return status != 0;
  }

  private static List<String> command(String name, Path corpus, Path findings, String seconds) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-Xss1m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + FuzzEntry.class.getName());
    command.add("--target_args=" + name + " " + corpus);
    command.add("--instrumentation_includes=" + GUIDED_BY);
    command.add("--custom_hook_includes=" + GUIDED_BY);
    command.add("--reproducer_path=" + findings);
    command.add("-artifact_prefix=" + findings + "/");
    command.add("-max_total_time=" + seconds);
    command.add("-timeout=" + LONGEST_SECONDS);
    command.add("-rss_limit_mb=3000");
    command.add("-max_len=" + LONGEST_INPUT);
    command.add("-print_final_stats=1");
    command.add(corpus.toString());
    return command;
  }
}
