package dev.handshake.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a process used in several stretches of time of one kind. */
final class Stretch {
  private final ProcessUsage usage;
  private final List<Span> spans = new ArrayList<>();
  private Duration cpu = Duration.ZERO;

  Stretch(ProcessUsage usage) {
    this.usage = usage;
  }

  /** From one instant up to another. */
  record Span(Instant from, Instant to) {
    boolean contains(Instant instant) {
      return !instant.isBefore(from) && instant.isBefore(to);
    }

    double seconds() {
      return Duration.between(from, to).toNanos() / 1e9;
    }
  }

  /** Adds the time that something takes. */
  <T> T during(Supplier<T> something) {
    Duration before = usage.cpu();
    Instant from = Instant.now();
    T result = something.get();
    spans.add(new Span(from, Instant.now()));
    cpu = cpu.plus(usage.cpu().minus(before));
    return result;
  }

  /** Adds that much time. */
  void pause(Duration time) {
    during(() -> {
      Pause.of(time);
      return true;
    });
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  double seconds() {
    return spans.stream().mapToDouble(Span::seconds).sum();
  }

  double cpuSeconds() {
    return cpu.toNanos() / 1e9;
  }

  double shareOfCore() {
    return cpuSeconds() / seconds();
  }
}
