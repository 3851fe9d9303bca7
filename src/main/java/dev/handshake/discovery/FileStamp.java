package dev.handshake.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * How a file looked at one moment: two stamps of a file differ if it was changed between them.
 * Times alone do not tell that, as some file systems count them in whole seconds, and tools set
 * them; so what is small is read too, and forgotten at once.
 *
 * @param file as it was named
 * @param real where its name led, which changes when a symbolic link on the way there does
 * @param attributes its own; empty where there is no file
 * @param checksum of its content; 0 where that is large, cannot be read, or is no regular file's
 */
public record FileStamp(Path file, Path real, Map<String, Object> attributes, long checksum) {
  private static final int LARGEST_READ = 1 << 20;
  private static final int CHUNK = 8 << 10;

  /** The change of a file's permissions shows in {@code ctime} alone. */
  private static final String OF_UNIX =
      "unix:fileKey,size,lastModifiedTime,ctime,isRegularFile,isDirectory";

  private static final String OF_OTHERS =
      "fileKey,size,lastModifiedTime,creationTime,isRegularFile,isDirectory";

  public FileStamp {
    attributes = Map.copyOf(attributes);
  }

  /** Looks at a file, which may be missing; this blocks. */
  public static FileStamp of(Path file) {
    try {
      Path real = file.toRealPath();
      Map<String, Object> attributes = attributes(real);
      return new FileStamp(file, real, attributes, checksum(real, attributes));
    } catch (IOException missing) {
      return new FileStamp(file, file, Map.of(), 0);
    }
  }

  private static Map<String, Object> attributes(Path file) throws IOException {
    Map<String, Object> attributes = new HashMap<>(read(file));
    // Where the file system has no keys of files.
    attributes.values().removeIf(value -> value == null);
    return attributes;
  }

  private static Map<String, Object> read(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? Files.readAttributes(file, OF_UNIX)
        : Files.readAttributes(file, OF_OTHERS);
  }

  private static long checksum(Path file, Map<String, Object> attributes) {
    boolean small = attributes.get("size") instanceof Long size && size <= LARGEST_READ;
    if (!small || !Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
      return 0;
    }
    byte[] chunk = new byte[CHUNK];
    try (InputStream content = Files.newInputStream(file)) {
      CRC32C sum = new CRC32C();
      int left = LARGEST_READ;
      for (int read = content.read(chunk); read > 0 && left > 0; read = content.read(chunk)) {
        sum.update(chunk, 0, read);
        left -= read;
      }
      return sum.getValue();
    } catch (IOException unreadable) {
      return 0;
    } finally {
      Arrays.fill(chunk, (byte) 0);
    }
  }
}
