package dev.handshake.cli;

import dev.handshake.config.Settings;
import dev.handshake.config.TargetGroupReader;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.discovery.FilePattern;
import dev.handshake.discovery.TargetFiles;
import dev.handshake.discovery.TargetSet;
import dev.handshake.target.Target;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The targets of a configuration and of the files that it has them looked for in, read once. URLs
 * are not asked.
 *
 * @param all the configured ones first
 * @param discovered how many of them are of files
 * @param isWell whether nothing is wrong with the files
 */
record FoundTargets(List<Target> all, int discovered, boolean isWell) {
  /** Reads the files, and tells all that is wrong in them and had better be otherwise. */
  static FoundTargets in(Settings settings, PrintWriter err) {
    TargetGroupReader groups = new TargetGroupReader(settings.modules());
    List<TargetFiles> sources = new ArrayList<>();
    for (FilePattern pattern : settings.discovery().files()) {
      String name = DiscoverySettings.nameOfFiles(sources.size());
      TargetFiles files = new TargetFiles(name, pattern, groups, Clock.systemUTC());
      files.look();
      files.warnings().forEach(err::println);
      files.complaints().forEach(err::println);
      sources.add(files);
    }
    err.flush();
    List<Target> all = new TargetSet(settings.targets(), sources).targets();
    return new FoundTargets(
        all,
        all.size() - settings.targets().size(),
        sources.stream().allMatch(files -> files.complaints().isEmpty()));
  }
}
