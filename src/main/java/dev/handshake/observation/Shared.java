package dev.handshake.observation;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Lets equal values be one object, for as long as somebody holds it: thousands of targets behind
 * one gateway show the same chain and name the same authorities. Safe for use by many threads.
 */
public final class Shared<T> {
  private final Map<T, WeakReference<T>> known = new WeakHashMap<>();

  /** The value itself, or an equal one that was given before. */
  public synchronized T of(T value) {
    WeakReference<T> reference = known.get(value);
    T earlier = reference == null ? null : reference.get();
    if (earlier != null) {
      return earlier;
    }
    known.put(value, new WeakReference<>(value));
    return value;
  }
}
