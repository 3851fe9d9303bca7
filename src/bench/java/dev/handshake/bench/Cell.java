package dev.handshake.bench;

import dev.handshake.target.TlsVersion;

/** One kind of handshake that all contenders make. */
record Cell(Keys keys, TlsVersion version) {
  @Override
  public String toString() {
    return version.word() + ", " + keys.word();
  }
}
