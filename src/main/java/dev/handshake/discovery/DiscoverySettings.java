package dev.handshake.discovery;

import java.util.List;

/**
 * Where the operator has targets looked for beside the configuration; nowhere unless configured.
 *
 * @param files each a source of its own
 * @param urls each a source of its own
 */
public record DiscoverySettings(List<FilePattern> files, List<TargetUrlSettings> urls) {
  /** Nowhere. */
  public static final DiscoverySettings NONE = new DiscoverySettings(List.of(), List.of());

  public DiscoverySettings {
    files = List.copyOf(files);
    urls = List.copyOf(urls);
  }

  /** What the source of a pattern is called. */
  public static String nameOfFiles(int index) {
    return "target_files[" + index + "]";
  }

  /** What the source of a URL is called. */
  public static String nameOfUrl(int index) {
    return "target_urls[" + index + "]";
  }
}
