package dev.handshake.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which requests to the stand-in go wrong, switched while it runs. Where several prefixes match a
 * path, the longest one counts.
 */
public final class PlatformFaults {
  private static final String ANY = "/";

  private final List<Planned> planned = new ArrayList<>();

  private static final class Planned {
    private final String prefix;
    private final PlatformFault fault;
    private long left;

    Planned(String prefix, PlatformFault fault, long times) {
      this.prefix = prefix;
      this.fault = fault;
      this.left = times;
    }
  }

  /** From now on, every request whose path begins so goes wrong. */
  public void at(String prefix, PlatformFault fault) {
    at(prefix, fault, Long.MAX_VALUE);
  }

  /** The next so many requests whose path begins so go wrong; replaces what held for the prefix. */
  public synchronized void at(String prefix, PlatformFault fault, long times) {
    planned.removeIf(other -> other.prefix.equals(prefix));
    planned.add(new Planned(prefix, fault, times));
  }

  /** Every request to any host of the platform goes wrong, unless a prefix says how. */
  public void everywhere(PlatformFault fault) {
    at(ANY, fault);
  }

  /** Nothing goes wrong any more where paths begin so. */
  public synchronized void clear(String prefix) {
    planned.removeIf(other -> other.prefix.equals(prefix));
  }

  /** Nothing goes wrong any more. */
  public synchronized void clear() {
    planned.clear();
  }

  /** What goes wrong with the next request to a path, which uses it up. */
  synchronized Optional<PlatformFault> next(String path) {
    Planned found = null;
    for (Planned one : planned) {
      boolean longer = found == null || one.prefix.length() > found.prefix.length();
      if (path.startsWith(one.prefix) && one.left > 0 && longer) {
        found = one;
      }
    }
    if (found == null) {
      return Optional.empty();
    }
    found.left--;
    return Optional.of(found.fault);
  }
}
