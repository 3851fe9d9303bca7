package dev.handshake.target;

import java.util.Arrays;
import java.util.Optional;

/** A version of TLS, oldest first, with its name in the contract and its number on the wire. */
public enum TlsVersion {
  TLS_1_0("TLSv1", 0x0301),
  TLS_1_1("TLSv1.1", 0x0302),
  TLS_1_2("TLSv1.2", 0x0303),
  TLS_1_3("TLSv1.3", 0x0304);

  private final String word;
  private final int code;

  TlsVersion(String word, int code) {
    this.word = word;
    this.code = code;
  }

  /** The name used in configuration, JSON and metrics. */
  public String word() {
    return word;
  }

  /** The two bytes on the wire (RFC 8446, section 4.2.1). */
  public int code() {
    return code;
  }

  public static Optional<TlsVersion> ofWord(String word) {
    return Arrays.stream(values()).filter(version -> version.word.equals(word)).findFirst();
  }

  public static Optional<TlsVersion> ofCode(int code) {
    return Arrays.stream(values()).filter(version -> version.code == code).findFirst();
  }
}
