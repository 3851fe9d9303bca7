package dev.handshake.web;

import io.netty.channel.Channel;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open connections of the surface, a bounded number of them. Where one too many is opened, the
 * one that has waited longest without a request makes room, so that no number of idle clients keeps
 * a scraper out.
 */
final class Connections {
  private final int most;
  private final Map<Channel, Instant> waiting = new LinkedHashMap<>();
  private final Map<Channel, Integer> busy = new HashMap<>();

  Connections(int most) {
    this.most = most;
  }

  /** A connection is there; it may be told of twice. */
  synchronized void opened(Channel channel, Instant now) {
    if (waiting.containsKey(channel) || busy.containsKey(channel)) {
      return;
    }
    if (waiting.size() + busy.size() >= most && !dropOldest()) {
      var _ = channel.close();
      return;
    }
    waiting.put(channel, now);
    var _ = channel.closeFuture().addListener(_ -> closed(channel));
  }

  /** A request has come. */
  synchronized void asked(Channel channel) {
    if (waiting.remove(channel) != null || busy.containsKey(channel)) {
      busy.merge(channel, 1, Integer::sum);
    }
  }

  /** A request was answered, or given up. */
  synchronized void answered(Channel channel, Instant now) {
    if (busy.containsKey(channel)
        && busy.computeIfPresent(channel, (_, requests) -> requests == 1 ? null : requests - 1)
            == null) {
      waiting.put(channel, now);
    }
  }

  /** Closes what has waited for a request since before then. */
  void dropWaitingSince(Instant then) {
    List<Channel> late;
    synchronized (this) {
      late =
          waiting.entrySet().stream()
              .filter(entry -> entry.getValue().isBefore(then))
              .map(Map.Entry::getKey)
              .toList();
    }
    for (Channel channel : late) {
      var _ = channel.close();
    }
  }

  synchronized int open() {
    return waiting.size() + busy.size();
  }

  private synchronized void closed(Channel channel) {
    waiting.remove(channel);
    busy.remove(channel);
  }

  private boolean dropOldest() {
    Iterator<Channel> oldest = waiting.keySet().iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    Channel channel = oldest.next();
    oldest.remove();
    var _ = channel.close();
    return true;
  }
}
