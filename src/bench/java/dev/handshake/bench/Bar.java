package dev.handshake.bench;

/**
 * A figure that has a bound.
 *
 * @param figure what it is, as one reads it in a table
 */
record Bar(String figure, double measured, double atMost, String unit) {
  boolean met() {
    return measured <= atMost;
  }
}
