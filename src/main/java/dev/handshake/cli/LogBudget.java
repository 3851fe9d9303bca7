package dev.handshake.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * What of the log is written, so that nothing which happens again and again fills a disk or hides
 * what happens once.
 *
 * <p>The same message about the same thing is written {@value #SAME_AT_ONCE} times at once and then
 * once a minute; the last that was held back is written as soon as it may be, with the number of
 * those before it in {@code repeated}. The same message about whatever it may be is written {@value
 * #KIND_AT_ONCE} times at once and then once a second; what is beyond is counted, and told once a
 * minute as {@code left_out}, by reason. So whatever becomes of a target stands in the log within a
 * minute, or is counted there. The stack of one and the same fault is written once. What is said at
 * level debug is always written: somebody has asked for it.
 */
final class LogBudget {
  static final int SAME_AT_ONCE = 5;
  static final Duration SAME_AGAIN = Duration.ofMinutes(1);
  static final int KIND_AT_ONCE = 300;
  static final Duration KIND_AGAIN = Duration.ofSeconds(1);

  private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);
  private static final int MOST_KINDS = 512;
  private static final int MOST_GROUPS = 64;
  private static final int MOST_FAULTS = 256;
  private static final int FRAMES = 8;

  /** By these words lines that are left out are counted: each has few values. */
  private static final List<String> GROUPED_BY = List.of("reason", "fact", "to");

  private final Map<KindKey, Kind> kinds = new HashMap<>();
  private final Map<Object, Fault> faults = new HashMap<>();

  private record KindKey(String logger, String message) {}

  private record Group(Level level, Map<String, Object> words) {}

  private record LeftOut(long count, Instant last) {
    LeftOut and(LeftOut more) {
      return new LeftOut(count + more.count, more.last);
    }
  }

  /** One place in our own code that something was thrown at. */
  private static final class Fault {
    long count;
    boolean told;
  }

  /** All that is said with one message. */
  private static final class Kind {
    final Allowance allowance = new Allowance(KIND_AT_ONCE, KIND_AGAIN);
    final Map<Object, Subject> subjects = new HashMap<>();
    final Map<Group, LeftOut> leftOut = new LinkedHashMap<>();
    long counting;
  }

  /** One thing that a message is about. */
  private static final class Subject {
    final Allowance allowance = new Allowance(SAME_AT_ONCE, SAME_AGAIN);
    @Nullable LogLine last;
    long held;
  }

  /**
   * The line of an event, if it is to be written now.
   *
   * @param nanos now, by a clock that only goes forward
   */
  synchronized Optional<LogLine> admit(ILoggingEvent event, long nanos) {
    if (!event.getLevel().isGreaterOrEqual(Level.INFO)) {
      return Optional.of(LogLine.of(event));
    }
    Kind kind = kind(event);
    if (!kind.allowance.allows(nanos)) {
      leaveOut(kind, line(event, false), 1, nanos);
      return Optional.empty();
    }
    Subject subject = kind.subjects.computeIfAbsent(about(event), _ -> new Subject());
    if (!subject.allowance.allows(nanos)) {
      subject.last = line(event, false);
      subject.held++;
      return Optional.empty();
    }
    subject.allowance.take(nanos);
    kind.allowance.take(nanos);
    LogLine line = line(event, true);
    if (subject.held > 0) {
      line = line.with("repeated", subject.held);
      subject.last = null;
      subject.held = 0;
    }
    return Optional.of(line);
  }

  /** What was held back and may be written by now, in the order of time. */
  synchronized List<LogLine> due(long nanos) {
    return told(nanos, false);
  }

  /** All that was held back and is not written yet. */
  synchronized List<LogLine> rest(long nanos) {
    return told(nanos, true);
  }

  private List<LogLine> told(long nanos, boolean all) {
    List<LogLine> lines = new ArrayList<>();
    kinds.forEach((key, kind) -> {
      for (Subject subject : kind.subjects.values()) {
        if (subject.last != null && (all || subject.allowance.allows(nanos))) {
          subject.allowance.take(nanos);
          lastOf(kind, subject, nanos).ifPresent(lines::add);
        }
      }
      kind.subjects.values().removeIf(it -> it.last == null && it.allowance.isWhole(nanos));
      if (!kind.leftOut.isEmpty() && (all || nanos - kind.counting >= BETWEEN_COUNTS.toNanos())) {
        kind.leftOut.forEach((group, count) -> lines.add(counted(key, group, count)));
        kind.leftOut.clear();
      }
    });
    kinds
        .values()
        .removeIf(
            it -> it.subjects.isEmpty() && it.leftOut.isEmpty() && it.allowance.isWhole(nanos));
    lines.sort(Comparator.comparing(LogLine::time));
    return lines;
  }

  private static Optional<LogLine> lastOf(Kind kind, Subject subject, long nanos) {
    LogLine last = subject.last;
    long before = subject.held - 1;
    subject.last = null;
    subject.held = 0;
    if (last == null) {
      return Optional.empty();
    }
    if (!kind.allowance.allows(nanos)) {
      leaveOut(kind, last, before + 1, nanos);
      return Optional.empty();
    }
    kind.allowance.take(nanos);
    return Optional.of(before > 0 ? last.with("repeated", before) : last);
  }

  private Kind kind(ILoggingEvent event) {
    KindKey key = new KindKey(event.getLoggerName(), event.getMessage());
    Kind known = kinds.get(key);
    if (known == null && kinds.size() >= MOST_KINDS) {
      key = new KindKey(event.getLoggerName(), "further lines");
    }
    return kinds.computeIfAbsent(key, _ -> new Kind());
  }

  private static void leaveOut(Kind kind, LogLine line, long count, long nanos) {
    Map<String, Object> words = new LinkedHashMap<>();
    if (kind.leftOut.isEmpty()) {
      kind.counting = nanos;
    }
    for (String word : GROUPED_BY) {
      Object value = line.fields().get(word);
      if (value != null && !words.containsKey("fact")) {
        words.put(word, value);
      }
    }
    Group group = new Group(line.level(), words);
    boolean crowded = kind.leftOut.size() >= MOST_GROUPS && !kind.leftOut.containsKey(group);
    kind.leftOut.merge(
        crowded ? new Group(line.level(), Map.of()) : group,
        new LeftOut(count, line.time()),
        LeftOut::and);
  }

  private static LogLine counted(KindKey kind, Group group, LeftOut left) {
    Map<String, Object> fields = new LinkedHashMap<>(group.words());
    fields.put("left_out", left.count());
    return new LogLine(
        left.last(), group.level(), LogLine.shortened(kind.logger()), kind.message(), fields);
  }

  /** A target where there is one; else all that the line says. */
  private static Object about(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    Map<String, String> all =
        pairs == null
            ? Map.of()
            : pairs.stream()
                .collect(
                    Collectors.toMap(it -> it.key, it -> String.valueOf(it.value), (a, _) -> a));
    if (all.containsKey("target")) {
      return Arrays.asList(all.get("target"), all.get("ip"), all.get("fact"));
    }
    return List.of(all, event.getFormattedMessage());
  }

  /** With its stack where it is to be written and its fault is new. */
  private LogLine line(ILoggingEvent event, boolean written) {
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown == null) {
      return LogLine.withoutStack(event);
    }
    Fault fault = fault(place(thrown));
    fault.count++;
    if (!written || fault.told) {
      return LogLine.withoutStack(event).with("fault_count", fault.count);
    }
    fault.told = true;
    return LogLine.of(event);
  }

  private Fault fault(Object place) {
    if (faults.size() >= MOST_FAULTS && !faults.containsKey(place)) {
      faults.clear();
    }
    return faults.computeIfAbsent(place, _ -> new Fault());
  }

  /** What tells one fault from others: where it was thrown, and what it is. */
  private static Object place(IThrowableProxy fault) {
    StackTraceElementProxy[] frames = fault.getStackTraceElementProxyArray();
    List<Object> place = new ArrayList<>(List.of(fault.getClassName()));
    Arrays.stream(frames).limit(FRAMES).map(Object::toString).forEach(place::add);
    if (fault.getCause() != null) {
      place.add(fault.getCause().getClassName());
    }
    return place;
  }
}
