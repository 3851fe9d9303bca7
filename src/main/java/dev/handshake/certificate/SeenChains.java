package dev.handshake.certificate;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The chains that somebody holds, by their bytes: a server shows the same one on every probe, and
 * it need not be copied, hashed and parsed again. It keeps none alive. A chain has one place, where
 * the latest to fall there is found, so that no choice of bytes makes a look-up long. Safe for use
 * by many threads.
 */
final class SeenChains {
  private final AtomicReferenceArray<@Nullable WeakReference<PeerChain>> places;

  /**
   * @param places how many chains are found at most; a power of two
   */
  SeenChains(int places) {
    this.places = new AtomicReferenceArray<>(places);
  }

  /** The chain of exactly these bytes, if it was remembered and is still held. */
  Optional<PeerChain> find(List<byte[]> der) {
    WeakReference<PeerChain> reference = places.get(place(der));
    return Optional.ofNullable(reference)
        .map(WeakReference::get)
        .filter(chain -> chain.consistsOf(der));
  }

  /** Finds the chain from now on, under the bytes that it was made of. */
  void remember(List<byte[]> der, PeerChain chain) {
    places.set(place(der), new WeakReference<>(chain));
  }

  private int place(List<byte[]> der) {
    int hash = 0;
    for (byte[] each : der) {
      hash = 31 * hash + Arrays.hashCode(each);
    }
    return (hash ^ (hash >>> 16)) & (places.length() - 1);
  }
}
