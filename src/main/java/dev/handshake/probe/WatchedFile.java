package dev.handshake.probe;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file's content, read again when its modification time or size changes. It is looked at once a
 * second at most, and read on a worker. A file that is not there has the empty content; one that
 * cannot be read keeps the content it had.
 */
final class WatchedFile<T> {
  static final Duration LOOKS_EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);

  /** How a file becomes content. */
  interface Parser<T> {
    T parse(Path file) throws IOException;
  }

  private record Version<T>(FileTime modified, long size, T content) {
    boolean isOf(BasicFileAttributes attributes) {
      return modified.equals(attributes.lastModifiedTime()) && size == attributes.size();
    }
  }

  private final Vertx vertx;
  private final Path file;
  private final Parser<T> parser;
  private final Version<T> absent;
  private final LongSupplier nanoTime;
  private final AtomicLong nextLook;
  private volatile Version<T> latest;
  private volatile boolean complained;

  /** Reads the file once, on the calling thread. */
  WatchedFile(Vertx vertx, Path file, Parser<T> parser, T absent, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.file = file;
    this.parser = parser;
    this.absent = new Version<>(FileTime.fromMillis(0), -1, absent);
    this.nanoTime = nanoTime;
    this.latest = this.absent;
    this.nextLook = new AtomicLong(nanoTime.getAsLong() + LOOKS_EVERY.toNanos());
    this.latest = load();
  }

  /** The content as it is now; the caller that finds a change waits until it is read. */
  Future<T> content() {
    Version<T> known = latest;
    long now = nanoTime.getAsLong();
    long due = nextLook.get();
    if (now - due < 0
        || !nextLook.compareAndSet(due, now + LOOKS_EVERY.toNanos())
        || isCurrent(known)) {
      return Future.succeededFuture(known.content());
    }
    return vertx
        .executeBlocking(() -> latest = load(), /* ordered= */ false)
        .map(_ -> latest.content());
  }

  private boolean isCurrent(Version<T> known) {
    try {
      return known.isOf(attributes());
    } catch (IOException gone) {
      return known.equals(absent);
    }
  }

  private Version<T> load() {
    if (!Files.exists(file)) {
      return absent;
    }
    try {
      BasicFileAttributes attributes = attributes();
      T content = parser.parse(file);
      complained = false;
      return new Version<>(attributes.lastModifiedTime(), attributes.size(), content);
    } catch (IOException unreadable) {
      if (!complained) {
        LOG.warn("{} cannot be read ({}); what was read before stays", file, unreadable.toString());
      }
      complained = true;
      return latest;
    }
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }
}
