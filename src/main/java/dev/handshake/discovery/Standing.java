package dev.handshake.discovery;

import dev.handshake.target.Target;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a source stands: what it named last, whether its last answer was one and when it last was.
 * What is wrong is told to the log once, and again when it is something else.
 */
final class Standing {
  private static final int MOST_TOLD = 10;
  private static final int LONGEST_TOLD = 500;
  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

  private final String name;
  private final InstantSource clock;
  private volatile List<Target> targets = List.of();
  private volatile Optional<Boolean> up = Optional.empty();
  private volatile Optional<Instant> lastSuccess = Optional.empty();
  private volatile List<String> complaints = List.of();
  private List<String> warnings = List.of();
  private Optional<Consumer<List<Target>>> listener = Optional.empty();

  Standing(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
  }

  List<Target> targets() {
    return targets;
  }

  Optional<Boolean> up() {
    return up;
  }

  Optional<Instant> lastSuccess() {
    return lastSuccess;
  }

  /** What is wrong now; nothing of a source that is up. */
  List<String> complaints() {
    return complaints;
  }

  /** What is accepted now, and had better be otherwise. */
  synchronized List<String> warnings() {
    return warnings;
  }

  synchronized void watch(Consumer<List<Target>> some) {
    listener = Optional.of(some);
    if (up.isPresent()) {
      some.accept(targets);
    }
  }

  /** Takes over how another stands, whose list this one begins with. */
  synchronized void inherit(Standing other) {
    targets = other.targets;
    up = other.up;
    lastSuccess = other.lastSuccess;
  }

  /**
   * The source has answered.
   *
   * @param faults what is wrong in parts of the answer, whose old targets are among the new ones
   */
  synchronized void answered(List<Target> now, List<String> advice, List<String> faults) {
    if (faults.isEmpty()) {
      fine();
    } else {
      failed(faults);
    }
    if (!advice.equals(warnings)) {
      warnings = List.copyOf(advice);
      tellOf("is accepted, and had better be otherwise", warnings);
    }
    renewed(now);
  }

  /** What the source answered last comes to another list now. */
  synchronized void renewed(List<Target> now) {
    if (!now.equals(targets)) {
      targets = List.copyOf(now);
      listener.ifPresent(some -> some.accept(targets));
    }
  }

  /** There was no answer, or none that can be taken; the last list stays. */
  synchronized void failed(List<String> faults) {
    up = Optional.of(false);
    if (!faults.equals(complaints)) {
      complaints = List.copyOf(faults);
      tellOf("cannot be taken as it is, what it named last is kept", complaints);
    }
  }

  /** The source is as it was when it was last asked, and if that was well it is. */
  synchronized void unchanged() {
    if (up.orElse(false)) {
      lastSuccess = Optional.of(clock.instant());
    }
  }

  private void fine() {
    if (!complaints.isEmpty()) {
      LOG.atInfo().addKeyValue("source", name).log("a source of targets is well again");
    }
    complaints = List.of();
    up = Optional.of(true);
    lastSuccess = Optional.of(clock.instant());
  }

  private void tellOf(String what, List<String> lines) {
    if (!lines.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("source", name)
          .log("a source of targets {}: {}", what, brief(lines));
    }
  }

  private static String brief(List<String> lines) {
    List<String> told = new ArrayList<>();
    lines.stream().limit(MOST_TOLD).map(Standing::cut).forEach(told::add);
    if (lines.size() > MOST_TOLD) {
      told.add("and " + (lines.size() - MOST_TOLD) + " more");
    }
    return String.join("; ", told);
  }

  private static String cut(String line) {
    return line.length() > LONGEST_TOLD ? line.substring(0, LONGEST_TOLD) + "..." : line;
  }
}
