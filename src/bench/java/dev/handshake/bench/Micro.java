package dev.handshake.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Single steps of the agent, measured by JMH, each in a Java machine of its own. */
final class Micro {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Micro() {}

  /** The time and the garbage of each step. */
  static Section measure(Plan plan) {
    Table table = new Table("Step", "µs", "bytes allocated");
    Map<String, Object> json = new LinkedHashMap<>();
    for (RunResult result : run(plan)) {
      String step = result.getPrimaryResult().getLabel();
      double micros = result.getPrimaryResult().getScore();
      double bytes = allocated(result);
      table.row(step, number("%.2f", micros), number("%.0f", bytes));
      json.put(step, Map.of("micros", micros, "bytes", bytes));
    }
    return new Section("jmh", "Single steps", table.text(), json, List.of());
  }

  private static double allocated(RunResult result) {
    Result<?> bytes = result.getSecondaryResults().get(ALLOCATED);
    if (bytes == null) {
      throw new IllegalStateException(
          ALLOCATED + ": none (expected: one of " + result.getSecondaryResults().keySet() + ")");
    }
    return bytes.getScore();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static Collection<RunResult> run(Plan plan) {
    try {
      return new Runner(
              new OptionsBuilder()
                  .include(JudgementMicro.class.getName())
                  .include(ExpositionMicro.class.getName())
                  .forks(1)
                  .warmupIterations(plan.number(Option.JMH_WARMUP))
                  .warmupTime(TimeValue.seconds(1))
                  .measurementIterations(plan.number(Option.JMH_SECONDS))
                  .measurementTime(TimeValue.seconds(1))
                  .jvmArgs("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx512m")
                  .addProfiler(GCProfiler.class)
                  .shouldFailOnError(true)
                  .build())
          .run();
    } catch (RunnerException failed) {
      throw new IllegalStateException("JMH failed", failed);
    }
  }
}
