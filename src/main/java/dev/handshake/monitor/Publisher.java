package dev.handshake.monitor;

import dev.handshake.report.ReportListener;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every listener, whatever becomes of the others, and counts our own faults. */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final List<ReportListener> listeners;
  private final LongAdder faults = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  Publisher(List<ReportListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  void tell(Consumer<ReportListener> news) {
    for (ReportListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException thrown) {
        faults.increment();
        LOG.error("listener {} failed; the others are told", listener.getClass().getName(), thrown);
      }
    }
  }

  void fault(String target, Throwable thrown) {
    faults.increment();
    LOG.error("target {}: its examination failed; the next one is regular", target, thrown);
  }

  /** A probe ended of which nobody wants to hear any more. */
  void drop() {
    dropped.increment();
  }

  long dropped() {
    return dropped.sum();
  }

  long faults() {
    return faults.sum();
  }
}
