package dev.handshake.discovery;

import dev.handshake.target.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The targets of files that follow a pattern, in Prometheus' format file_sd. Each file counts as it
 * last was when all of it could be read: a bad one keeps its targets, a deleted one has none.
 */
public final class TargetFiles extends OperatorsSource {
  private static final int MOST_FILES = 1_000;
  private static final String EXPECTED = "a readable list of groups of targets, in JSON or YAML";

  private final FilePattern pattern;
  private final FileWatch watch;
  private final Map<Path, Kept> kept = new TreeMap<>();
  private TargetGroups groups;

  /** What a file held when it was last good. */
  private record Kept(TargetText text, Reading.Whole reading) {}

  /**
   * Reads nothing yet.
   *
   * @param groups reads what a file holds
   * @param clock the wall clock
   */
  public TargetFiles(String name, FilePattern pattern, TargetGroups groups, InstantSource clock) {
    super(name, clock);
    this.pattern = pattern;
    this.groups = groups;
    this.watch = new FileWatch(pattern::files, this::read);
  }

  /**
   * Looks whether the files have changed, and reads them where they have; this blocks. The first
   * look reads them at once, later ones when they have come to rest.
   */
  public synchronized void look() {
    watch.look();
    standing().unchanged();
  }

  /** Has another reader read the files, and what they held when they were last good. */
  public synchronized void reread(TargetGroups others) {
    groups = others;
    kept.replaceAll((_, before) -> renewed(before));
    read();
  }

  private Kept renewed(Kept before) {
    return switch (groups.read(before.text())) {
      case Reading.Whole whole -> new Kept(before.text(), whole);
      case Reading.Refused _ -> before;
    };
  }

  private void read() {
    List<Path> files;
    try {
      files = pattern.list();
    } catch (IOException unreadable) {
      standing()
          .failed(List.of(pattern + ": its directory cannot be listed (expected: a readable one)"));
      return;
    }
    if (files.size() > MOST_FILES) {
      standing()
          .failed(
              List.of(
                  "%s: %d files (expected: at most %d)"
                      .formatted(pattern, files.size(), MOST_FILES)));
      return;
    }
    kept.keySet().retainAll(files);
    List<String> faults = new ArrayList<>();
    files.forEach(file -> read(file, faults));
    tell(faults);
  }

  private void read(Path file, List<String> faults) {
    try {
      Optional<TargetText.Format> format = TargetText.Format.of(file);
      if (format.isEmpty()) {
        faults.add(file + ": is neither JSON nor YAML by its name (expected: " + EXPECTED + ")");
        return;
      }
      byte[] content;
      try (InputStream in = Files.newInputStream(file)) {
        content = in.readNBytes(TargetText.LONGEST + 1);
      }
      if (content.length > TargetText.LONGEST) {
        faults.add(file + ": is larger than expected (expected: at most 32 MiB)");
        return;
      }
      take(file, TargetText.of(file, format.get(), content), faults);
    } catch (NoSuchFileException gone) {
      kept.remove(file);
    } catch (CharacterCodingException notUtf8) {
      faults.add(file + ": is not UTF-8 (expected: JSON or YAML in UTF-8)");
    } catch (AccessDeniedException denied) {
      faults.add(file + ": may not be read: permission denied (expected: " + EXPECTED + ")");
    } catch (IOException unreadable) {
      faults.add(file + ": cannot be read (expected: " + EXPECTED + ")");
    }
  }

  private void take(Path file, TargetText text, List<String> faults) {
    switch (groups.read(text)) {
      case Reading.Whole whole -> kept.put(file, new Kept(text, whole));
      case Reading.Refused(var complaints) -> faults.addAll(complaints);
    }
  }

  private void tell(List<String> faults) {
    List<Target> targets =
        kept.values().stream().flatMap(one -> one.reading().targets().stream()).toList();
    if (targets.size() > TargetGroups.MOST_TARGETS) {
      standing()
          .failed(
              List.of(
                  "%s: %d targets in all (expected: at most %d)"
                      .formatted(pattern, targets.size(), TargetGroups.MOST_TARGETS)));
      return;
    }
    List<String> warnings =
        kept.values().stream().flatMap(one -> one.reading().warnings().stream()).toList();
    standing().answered(targets, warnings, faults);
  }

  /** The files that are meant. */
  public FilePattern pattern() {
    return pattern;
  }

  /** What is accepted of the files now, and had better be otherwise. */
  public List<String> warnings() {
    return standing().warnings();
  }
}
