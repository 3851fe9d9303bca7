package dev.handshake.certificate;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest judgements, each by what its time-independent part depends on. Bounded by their number
 * and by the bytes of the chains that they are about; each chain counts once. Safe for use by many
 * threads.
 */
final class Judgements {
  private final int most;
  private final long mostBytes;
  private final Map<Sight, Judgement> recent = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<PeerChain, Integer> chains = new HashMap<>();
  private long bytes;

  private record Sight(
      PeerChain chain, String anchors, Optional<String> verifyName, Purpose purpose) {
    static Sight of(ChainQuestion question) {
      return new Sight(
          question.chain(),
          question.anchors().version(),
          question.verifyName(),
          question.purpose());
    }
  }

  Judgements(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  synchronized @Nullable Judgement get(ChainQuestion question) {
    return recent.get(Sight.of(question));
  }

  synchronized void put(ChainQuestion question, Judgement judgement) {
    if (recent.put(Sight.of(question), judgement) == null) {
      if (chains.merge(question.chain(), 1, Integer::sum) == 1) {
        bytes += question.chain().size();
      }
      while (recent.size() > most || (bytes > mostBytes && recent.size() > 1)) {
        forgetEldest();
      }
    }
  }

  private void forgetEldest() {
    Iterator<Sight> eldest = recent.keySet().iterator();
    PeerChain chain = eldest.next().chain();
    eldest.remove();
    if (chains.merge(chain, -1, Judgements::remaining) == null) {
      bytes -= chain.size();
    }
  }

  private static @Nullable Integer remaining(Integer uses, Integer less) {
    return uses + less == 0 ? null : uses + less;
  }
}
