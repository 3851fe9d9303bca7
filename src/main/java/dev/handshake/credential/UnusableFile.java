package dev.handshake.credential;

import java.nio.file.Path;

/** A file that is not what it should be. The message names it and never quotes from it. */
final class UnusableFile extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private final Path file;

  private final String problem;

  /**
   * @param problem what is wrong, as it reads after the file's name: "does not exist"
   */
  UnusableFile(Path file, String problem) {
    super(file + " " + problem);
    this.file = file;
    this.problem = problem;
  }

  /** The file and what is wrong with it. */
  String sentence() {
    return file + " " + problem;
  }

  /** What is wrong, without the file's name. */
  String problem() {
    return problem;
  }
}
