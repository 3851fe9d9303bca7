package dev.handshake;

/**
 * The entry point of the jar, compiled for an old class-file level so that a Java which is too old
 * can say so in one line instead of failing on the first class it cannot read.
 */
public final class Launcher {
  private static final int NEEDED = 25;

  private Launcher() {}

  public static void main(String[] arguments) throws Exception {
    int feature = feature(System.getProperty("java.specification.version"));
    if (feature < NEEDED) {
      System.err.println(
          "handshake-exporter: needs Java "
              + NEEDED
              + " or newer, this is Java "
              + feature
              + " ("
              + System.getProperty("java.home")
              + ")");
      System.exit(2);
    }
    Class.forName("dev.handshake.cli.Main")
        .getMethod("main", String[].class)
        .invoke(null, (Object) arguments);
  }

  static int feature(String specificationVersion) {
    String version =
        specificationVersion.startsWith("1.")
            ? specificationVersion.substring(2)
            : specificationVersion;
    return Integer.parseInt(version);
  }
}
