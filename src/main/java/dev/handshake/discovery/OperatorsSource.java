package dev.handshake.discovery;

import dev.handshake.target.Target;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A source that the operator has named, and how it stands. */
abstract class OperatorsSource implements TargetSource {
  private final String name;
  private final Standing standing;

  OperatorsSource(String name, InstantSource clock) {
    this.name = name;
    this.standing = new Standing(name, clock);
  }

  final Standing standing() {
    return standing;
  }

  /** What is wrong now; nothing of a source that is up. */
  public final List<String> complaints() {
    return standing.complaints();
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Optional<Boolean> up() {
    return standing.up();
  }

  @Override
  public final Optional<Instant> lastSuccess() {
    return standing.lastSuccess();
  }

  @Override
  public final boolean isOperators() {
    return true;
  }

  @Override
  public final List<Target> known() {
    return standing.targets();
  }

  @Override
  public final void watch(Consumer<List<Target>> listener) {
    standing.watch(listener);
  }
}
