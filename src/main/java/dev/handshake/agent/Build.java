package dev.handshake.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the agent and the revision of its source, as the build wrote them down. */
public record Build(String version, String revision) {
  /** The build of this jar. */
  public static Build ofThisJar() {
    Properties properties = new Properties();
    try (InputStream file = Build.class.getResourceAsStream("build.properties")) {
      if (file == null) {
        throw new IllegalStateException("build.properties: absent (expected: beside this class)");
      }
      properties.load(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new Build(properties.getProperty("version"), properties.getProperty("revision"));
  }
}
