package dev.handshake.discovery;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.TreeSet;

/**
 * The files of one directory whose names follow a pattern, such as {@code targets/*.yml}: {@code *}
 * is any characters, {@code ?} is one, {@code [a-c]} is one of some. A name without them is that
 * file alone.
 *
 * @param path the directory and the pattern of names
 */
public record FilePattern(Path path) {
  public FilePattern {
    if (path.getFileName() == null) {
      throw new IllegalArgumentException(
          "pattern: " + path + " (expected: a file, or a pattern of file names)");
    }
  }

  /** Whether this is a pattern rather than the name of one file. */
  public boolean isPattern() {
    return name().matches(".*[*?\\[].*");
  }

  /**
   * The files that are there now, in the order of their names; none where there is no such
   * directory, or it cannot be read. This blocks.
   */
  public List<Path> files() {
    try {
      return list();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** The same, which fails where the directory is there and cannot be read. */
  List<Path> list() throws IOException {
    if (!isPattern()) {
      return one();
    }
    PathMatcher matcher =
        path.getFileSystem().getPathMatcher("glob:" + name().replaceAll("[{}]", "\\\\$0"));
    TreeSet<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(
            path.resolveSibling(""), file -> matcher.matches(file.getFileName()))) {
      all.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    return List.copyOf(files);
  }

  private List<Path> one() throws IOException {
    if (!Files.exists(path) && !Files.notExists(path)) {
      throw new AccessDeniedException(path.toString());
    }
    return Files.exists(path) ? List.of(path) : List.of();
  }

  private String name() {
    return String.valueOf(path.getFileName());
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
