/**
 * Prometheus metrics: counters and histograms fed by reports, and the store rendered as snapshots.
 */
@NullMarked
package dev.handshake.metrics;

import org.jspecify.annotations.NullMarked;
