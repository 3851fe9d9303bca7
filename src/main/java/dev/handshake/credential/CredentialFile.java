package dev.handshake.credential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the small files that hold certificates, keys and passwords. Nothing but a regular file is
 * opened: a pipe would hold whoever reads it, and cannot be read a second time.
 */
final class CredentialFile {
  private static final int MAX_BYTES = 10 << 20;
  private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

  private CredentialFile() {}

  /** What is made of the content of a file, which is gone afterwards. */
  @FunctionalInterface
  interface Use<C, T> {
    T of(C content) throws UnusableFile;
  }

  /** The content of a file that everybody may know. */
  static byte[] read(Path file) throws UnusableFile {
    return read(file, MAX_BYTES);
  }

  /** Uses a secret file, whose bytes are overwritten afterwards. */
  static <T> T use(Path file, Use<byte[], T> use) throws UnusableFile {
    return use(file, MAX_BYTES, use);
  }

  /** The same for a file that has at most so many bytes. */
  static <T> T use(Path file, int most, Use<byte[], T> use) throws UnusableFile {
    byte[] content = read(file, most);
    try {
      return use.of(content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** Uses the first line of a password file, whose characters are overwritten afterwards. */
  static <T> T usePassword(Path file, Use<char[], T> use) throws UnusableFile {
    return use(
        file,
        content -> {
          CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
          char[] line = firstLine(text);
          Arrays.fill(text.array(), '\0');
          try {
            return use.of(line);
          } finally {
            Arrays.fill(line, '\0');
          }
        });
  }

  private static char[] firstLine(CharBuffer text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    char[] line = new char[end];
    text.get(line);
    return line;
  }

  /** The content of a file that has at most so many bytes, and at least one. */
  private static byte[] read(Path file, int most) throws UnusableFile {
    if (Files.isDirectory(file)) {
      throw new UnusableFile(file, "is a directory");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UnusableFile(file, "is no regular file");
    }
    try (SeekableByteChannel content = Files.newByteChannel(file)) {
      if (content.size() > most) {
        throw new UnusableFile(file, "is larger than " + most + " bytes");
      }
      byte[] bytes = new byte[(int) content.size() + 1];
      try {
        return whole(file, bytes, length(content, bytes));
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    } catch (NoSuchFileException missing) {
      throw new UnusableFile(file, "does not exist");
    } catch (AccessDeniedException denied) {
      throw new UnusableFile(file, "may not be read: permission denied");
    } catch (IOException unreadable) {
      throw new UnusableFile(file, "cannot be read");
    }
  }

  private static int length(SeekableByteChannel content, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining() && content.read(buffer) >= 0) {
      // Until the end, which comes one byte before that of the buffer.
    }
    return buffer.position();
  }

  private static byte[] whole(Path file, byte[] bytes, int length) throws UnusableFile {
    if (length == bytes.length) {
      throw new UnusableFile(file, "is just being written");
    }
    if (length == 0) {
      throw new UnusableFile(file, "is empty");
    }
    return Arrays.copyOfRange(bytes, isMarked(bytes, length) ? MARK.length : 0, length);
  }

  /** Editors on Windows begin a file with the byte order mark of UTF-8. */
  private static boolean isMarked(byte[] bytes, int length) {
    return length > MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
  }
}
