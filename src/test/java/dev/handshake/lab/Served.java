package dev.handshake.lab;

import dev.handshake.lab.Street.House;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A row as some server serves it.
 *
 * @param by the server's program
 * @param whole the target that probes it there
 * @param over the one TLS version that the probe offers; empty for what the row's module offers
 */
record Served(String by, Scenario scenario, Target whole, Optional<TlsVersion> over) {
  private static final List<TlsVersion> BOTH = List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);

  /** Once for each TLS version where the row leaves it open, else once. */
  static Stream<Served> each(String by, Scenario row, int port) {
    return each(by, new House(row, row.target(port)));
  }

  /** Once for each TLS version where the row leaves it open, else once. */
  static Stream<Served> each(String by, House house) {
    Scenario row = house.scenario();
    Target whole = house.target();
    boolean open =
        row.serving() instanceof Serving.Tls tls
            && tls.versions().containsAll(BOTH)
            && row.module().tls().minVersion() == BOTH.getFirst()
            && row.module().tls().maxVersion() == BOTH.getLast();
    return open
        ? BOTH.stream().map(version -> new Served(by, row, whole, Optional.of(version)))
        : Stream.of(new Served(by, row, whole, Optional.empty()));
  }

  Target target() {
    ProbeModule module = whole.module();
    return over.map(version ->
            whole.withModule(module.withTls(module.tls().withVersions(version, version))))
        .orElse(whole);
  }

  /** Who serves, and over what. */
  String server() {
    return by + over.map(version -> " " + version.word()).orElse("");
  }

  @Override
  public String toString() {
    return scenario.name() + " by " + server();
  }
}
