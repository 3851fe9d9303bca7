package dev.handshake.certificate;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value computed when it is first asked for. Two threads may compute it twice; both get equal
 * values.
 */
final class Lazy<T> {
  private final Supplier<T> source;
  private volatile @Nullable T value;

  Lazy(Supplier<T> source) {
    this.source = source;
  }

  T get() {
    T known = value;
    if (known == null) {
      known = source.get();
      value = known;
    }
    return known;
  }
}
