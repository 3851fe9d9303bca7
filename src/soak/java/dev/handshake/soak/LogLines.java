package dev.handshake.soak;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lines of the agent's log by their level, counted as the file grows. */
final class LogLines {
  private static final int MOST_KEPT = 50;
  private static final int LONGEST = 400;

  /** What a refused configuration is told by, which is provoked. */
  private static final String PROVOKED = "configuration refused";

  private final Path file;
  private final List<String> errors = new ArrayList<>();
  private long read;
  private String rest = "";
  private long warnings;
  private long unprovoked;

  LogLines(Path file) {
    this.file = file;
  }

  /** Reads what was added. */
  void update() {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      byte[] added = new byte[(int) (log.length() - read)];
      log.seek(read);
      log.readFully(added);
      read += added.length;
      String text = rest + new String(added, StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      rest = text.substring(end);
      text.substring(0, end).lines().forEach(this::count);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void count(String line) {
    if (line.contains(" level=warn ")) {
      warnings++;
    } else if (!line.contains(" level=info ") && !line.contains(PROVOKED)) {
      unprovoked += line.contains(" level=error ") ? 1 : 0;
      if (errors.size() < MOST_KEPT) {
        errors.add(line.substring(0, Math.min(line.length(), LONGEST)));
      }
    }
  }

  long warnings() {
    return warnings;
  }

  /** Lines of level error that nobody provoked. */
  long errors() {
    return unprovoked;
  }

  /** The first of them, and of what else is no line of the log, such as what Java itself says. */
  List<String> kept() {
    return List.copyOf(errors);
  }
}
