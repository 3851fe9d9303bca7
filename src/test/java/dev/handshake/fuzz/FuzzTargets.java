package dev.handshake.fuzz;

import dev.handshake.certificate.FuzzedCertificates;
import dev.handshake.cli.FuzzedLog;
import dev.handshake.config.FuzzedConfig;
import dev.handshake.config.FuzzedGroups;
import dev.handshake.config.FuzzedWebFile;
import dev.handshake.credential.FuzzedFiles;
import dev.handshake.genesys.FuzzedApi;
import dev.handshake.ondemand.FuzzedAddress;
import dev.handshake.preamble.FuzzedPreambles;
import dev.handshake.probe.FuzzedProbe;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All readers of foreign bytes that are fuzzed. */
final class FuzzTargets {
  private FuzzTargets() {}

  static List<FuzzTarget> all() {
    return Stream.<Supplier<List<FuzzTarget>>>of(
            FuzzedProbe::targets,
            FuzzedCertificates::targets,
            FuzzedFiles::targets,
            FuzzedConfig::targets,
            FuzzedGroups::targets,
            FuzzedWebFile::targets,
            FuzzedPreambles::targets,
            FuzzedApi::targets,
            FuzzedAddress::targets,
            FuzzedLog::targets)
        .flatMap(targets -> targets.get().stream())
        .toList();
  }

  static FuzzTarget named(String name) {
    return all().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "target: "
                    + name
                    + " (expected: one of "
                    + all().stream().map(FuzzTarget::name).toList()
                    + ")"));
  }
}
