package dev.handshake.discovery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when any of some files has changed: was written, renamed over, deleted, created, exchanged
 * with its directory, or reached through a symbolic link that leads elsewhere now.
 *
 * <p>The files are looked at again and again, as there are no events from network file systems and
 * the volumes of containers. A change is told once a further look finds nothing else changed, so
 * that what is written in pieces is left alone until it is whole; files that never rest are told
 * after a few looks all the same.
 */
public final class FileWatch {
  /** How long it is from one look to the next, as a rule. */
  public static final Duration LOOKS_EVERY = Duration.ofSeconds(2);

  /** How often files are found changing before that is told although they do not rest. */
  private static final int LONGEST_PATIENCE = 4;

  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  private final Supplier<? extends Collection<Path>> files;
  private final Runnable changed;
  private @Nullable Map<Path, FileStamp> known;
  private Map<Path, FileStamp> last = Map.of();
  private int restless;

  /**
   * @param files which ones, asked at each look: those of a pattern may be others each time
   * @param changed is told of a change after the look that found the files at rest, on its thread;
   *     what it reads then is what was found, or newer and about to be told again
   */
  public FileWatch(Supplier<? extends Collection<Path>> files, Runnable changed) {
    this.files = files;
    this.changed = changed;
  }

  /** Looks from now on, each time so long after the last look has ended; the first is due then. */
  public ScheduledFuture<?> start(ScheduledExecutorService timer, Duration every) {
    return timer.scheduleWithFixedDelay(
        this::lookAgain, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void lookAgain() {
    try {
      look();
    } catch (RuntimeException broken) {
      LOG.error("a change of files could not be told", broken);
    }
  }

  /** Looks once; this blocks. The first look tells at once, unless it is known what was seen. */
  public void look() {
    Map<Path, FileStamp> now = new LinkedHashMap<>();
    files.get().forEach(file -> now.put(file, FileStamp.of(file)));
    if (isNews(now)) {
      changed.run();
    }
  }

  private synchronized boolean isNews(Map<Path, FileStamp> now) {
    if (now.equals(known)) {
      seen(now);
      return false;
    }
    boolean atRest = known == null || now.equals(last);
    last = now;
    if (!atRest && restless < LONGEST_PATIENCE) {
      restless++;
      return false;
    }
    seen(now);
    return true;
  }

  /**
   * Takes it that files are known as they were; what differs from that is told.
   *
   * @param stamps taken before the files were read, one for each file that is watched
   */
  public synchronized void seen(Collection<FileStamp> stamps) {
    Map<Path, FileStamp> now = new LinkedHashMap<>();
    stamps.forEach(stamp -> now.put(stamp.file(), stamp));
    seen(now);
  }

  private synchronized void seen(Map<Path, FileStamp> now) {
    known = now;
    last = now;
    restless = 0;
  }
}
