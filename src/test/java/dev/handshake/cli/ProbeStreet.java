package dev.handshake.cli;

import dev.handshake.lab.LabFiles;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Some servers of the lab and, as files, what a command line needs to probe them. */
record ProbeStreet(Street street, LabFiles files, Instant minted) implements AutoCloseable {
  static ProbeStreet open(Path directory, String... scenarios) throws IOException {
    Instant now = Instant.now();
    LabPki pki = LabPki.mint(now);
    List<Scenario> rows = Arrays.stream(scenarios).map(Scenarios::named).toList();
    return new ProbeStreet(Street.start(pki, rows), pki.writeTo(directory), now);
  }

  /** Where a scenario is served, as {@code host:port}. */
  String address(String scenario) {
    return street.house(scenario).target().endpoint().toString();
  }

  String trust() {
    return "--trust.file=" + files.roots();
  }

  @Override
  public void close() {
    street.close();
  }
}
