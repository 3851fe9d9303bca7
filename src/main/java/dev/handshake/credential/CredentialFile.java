package dev.handshake.credential;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the small files that hold certificates, keys and passwords. */
final class CredentialFile {
  private static final int MAX_BYTES = 10 << 20;
  private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

  private CredentialFile() {}

  static byte[] read(Path file) throws UnusableFile {
    return read(file, MAX_BYTES);
  }

  /** The content of a file that has at most so many bytes, and at least one. */
  static byte[] read(Path file, int most) throws UnusableFile {
    if (Files.isDirectory(file)) {
      throw new UnusableFile(file, "is a directory");
    }
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new UnusableFile(file, "is larger than " + most + " bytes");
      }
      if (bytes.length == 0) {
        throw new UnusableFile(file, "is empty");
      }
      return withoutMark(bytes);
    } catch (NoSuchFileException missing) {
      throw new UnusableFile(file, "does not exist");
    } catch (AccessDeniedException denied) {
      throw new UnusableFile(file, "may not be read: permission denied");
    } catch (IOException unreadable) {
      throw new UnusableFile(file, "cannot be read");
    }
  }

  /** Editors on Windows begin a file with the byte order mark of UTF-8. */
  private static byte[] withoutMark(byte[] bytes) {
    boolean marked =
        bytes.length > MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    return marked ? Arrays.copyOfRange(bytes, MARK.length, bytes.length) : bytes;
  }

  /** The first line of a password file. */
  static char[] password(Path file) throws UnusableFile {
    String content = new String(read(file), StandardCharsets.UTF_8);
    return content.lines().findFirst().orElse("").toCharArray();
  }
}
