package dev.handshake.metrics;

/** Writes the series of one metric in the text formats. */
interface TextSeries {
  Metric metric();

  /** Adds a line for each series of a target; none where there is no data. */
  void lines(TextRow row);
}
