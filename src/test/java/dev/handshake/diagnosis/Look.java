package dev.handshake.diagnosis;

import java.util.Optional;

/**
 * A look at a target that does not go through the agent: a command and what it prints.
 *
 * @param command of a shell, in which {@code HOST:PORT}, {@code NAME}, {@code roots.pem}, {@code
 *     client.pem} and {@code client.key} stand for the target's
 * @param prints a part of what it prints where the fault is; absent where that depends on things
 *     that no row of the lab has
 */
record Look(String command, Optional<String> prints) {
  private static final String CLIENT =
      "timeout 5 openssl s_client -connect HOST:PORT -servername NAME -verify_hostname NAME -CAfile roots.pem";
  private static final String IDENTITY = " -cert client.pem -key client.key";

  /** The handshake alone, without a client certificate. */
  static Look handshake(String prints) {
    return new Look(CLIENT + " -brief </dev/null", Optional.of(prints));
  }

  /** The handshake, and a second in which a refusal may come; TLS 1.3 refuses afterwards. */
  static Look anonymous(String prints) {
    return new Look("sleep 1 | " + CLIENT + " -brief", Optional.of(prints));
  }

  /** The same with our certificate. */
  static Look identified(String prints) {
    return new Look("sleep 1 | " + CLIENT + IDENTITY + " -brief", Optional.of(prints));
  }

  /** A request, as the module's {@code http} would send it. */
  static Look request(boolean identified, String prints) {
    return new Look(
        "printf 'GET / HTTP/1.1\\r\\nHost: NAME\\r\\nConnection: close\\r\\n\\r\\n' |\n  "
            + CLIENT
            + (identified ? IDENTITY : "")
            + " -quiet",
        Optional.of(prints));
  }

  static Look command(String command, String prints) {
    return new Look(command, Optional.of(prints));
  }

  static Look untold(String command) {
    return new Look(command, Optional.empty());
  }
}
