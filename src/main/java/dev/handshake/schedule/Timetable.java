package dev.handshake.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When each task is due: what waits, in the order of its due times and the urgent apart, and what
 * has been taken and not ended, which is never handed out twice. It reads no clock. Every step
 * costs the logarithm of the number of tasks. Not thread-safe.
 */
final class Timetable {
  /** A task whose time has come. */
  record Due(String task, Instant due) {}

  /** What was asked of a task while it ran. */
  private record Ask(Instant due, boolean urgent) {}

  private static final class Entry {
    final String task;
    final long order;
    Grid grid;
    Instant due;
    boolean urgent;
    boolean running;
    boolean removed;
    @Nullable Ask asked;

    Entry(String task, long order, Grid grid, Instant due) {
      this.task = task;
      this.order = order;
      this.grid = grid;
      this.due = due;
    }
  }

  private static final Comparator<Entry> BY_DUE =
      Comparator.<Entry, Instant>comparing(entry -> entry.due)
          .thenComparingLong(entry -> entry.order);

  private final Map<String, Entry> entries = new HashMap<>();
  private final TreeSet<Entry> urgent = new TreeSet<>(BY_DUE);
  private final TreeSet<Entry> regular = new TreeSet<>(BY_DUE);
  private long added;

  /**
   * Adds a task, or gives one that exists another interval.
   *
   * @param first when it is next due; its first round where it is new or its interval another
   */
  void put(String task, Duration interval, Optional<Instant> first, Instant now) {
    Grid grid = Grid.of(task, interval);
    Entry entry = entries.get(task);
    if (entry == null) {
      entry = new Entry(task, added++, grid, first.orElseGet(() -> grid.first(now)));
      entries.put(task, entry);
      queue(entry);
      return;
    }
    boolean another = entry.removed || !entry.grid.equals(grid);
    entry.grid = grid;
    entry.removed = false;
    if (another || first.isPresent()) {
      ask(entry, new Ask(first.orElseGet(() -> grid.first(now)), false));
    }
  }

  /** Takes a task out. If it runs, it may still end. */
  void remove(String task) {
    Entry entry = entries.get(task);
    if (entry == null) {
      return;
    }
    if (entry.running) {
      entry.removed = true;
      return;
    }
    unqueue(entry);
    entries.remove(task);
  }

  /** Makes a task due now and urgent; if it runs, as soon as it has ended. */
  void dueNow(String task, Instant now) {
    Entry entry = entries.get(task);
    if (entry != null && !entry.removed) {
      ask(entry, new Ask(now, true));
    }
  }

  /** Hands out what is due, the urgent first, then the longest overdue. */
  List<Due> take(Instant now, int limit) {
    List<Due> taken = new ArrayList<>();
    while (taken.size() < limit) {
      Entry entry = firstDue(now);
      if (entry == null) {
        break;
      }
      unqueue(entry);
      entry.running = true;
      taken.add(new Due(entry.task, entry.due));
    }
    return taken;
  }

  /** When something is next due; empty where nothing waits. */
  Optional<Instant> nextDue() {
    if (urgent.isEmpty()) {
      return regular.isEmpty() ? Optional.empty() : Optional.of(regular.first().due);
    }
    Instant next = urgent.first().due;
    return Optional.of(
        !regular.isEmpty() && regular.first().due.isBefore(next) ? regular.first().due : next);
  }

  /**
   * Puts a task that was taken back.
   *
   * @return how many of its regular times have passed meanwhile
   */
  long ended(String task, Next next, Instant now) {
    Entry entry = entries.get(task);
    if (entry == null || !entry.running) {
      throw new IllegalStateException("task: " + task + " (expected: one that was taken)");
    }
    entry.running = false;
    if (entry.removed) {
      entries.remove(task);
      return 0;
    }
    long missed = entry.grid.slots(entry.due, now);
    schedule(entry, next, now);
    if (entry.asked != null) {
      schedule(entry, entry.asked, now);
      missed = 0;
    }
    queue(entry);
    return missed;
  }

  private static void schedule(Entry entry, Next next, Instant now) {
    Instant slot = entry.grid.after(later(entry.due, now));
    switch (next) {
      case Next.Regular() -> {
        entry.due = slot;
        entry.urgent = false;
      }
      case Next.Sooner(var due, var urgent) -> {
        Instant sooner = later(due, now);
        entry.due = sooner.isBefore(slot) ? sooner : slot;
        entry.urgent = urgent;
      }
    }
  }

  private static void schedule(Entry entry, Ask asked, Instant now) {
    entry.asked = null;
    if (asked.due.isBefore(entry.due)) {
      entry.due = later(asked.due, now);
      entry.urgent = asked.urgent;
    }
  }

  private void ask(Entry entry, Ask asked) {
    if (entry.running) {
      entry.asked = asked;
      return;
    }
    unqueue(entry);
    entry.due = asked.due;
    entry.urgent = asked.urgent;
    queue(entry);
  }

  private @Nullable Entry firstDue(Instant now) {
    Entry first = firstDue(urgent, now);
    return first != null ? first : firstDue(regular, now);
  }

  private static @Nullable Entry firstDue(SortedSet<Entry> queue, Instant now) {
    return !queue.isEmpty() && !queue.first().due.isAfter(now) ? queue.first() : null;
  }

  private void queue(Entry entry) {
    (entry.urgent ? urgent : regular).add(entry);
  }

  private void unqueue(Entry entry) {
    (entry.urgent ? urgent : regular).remove(entry);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
