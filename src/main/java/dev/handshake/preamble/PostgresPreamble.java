package dev.handshake.preamble;

/** The SSLRequest of PostgreSQL's protocol (Frontend/Backend Protocol, section 55.2.11). */
record PostgresPreamble() implements Preamble {
  /** Its own length, then 1234 and 5679, which stand where a version would. */
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};

  private static final String NAME = "SSLRequest";

  @Override
  public Step begin() {
    return new Step.Say(0, Octets.of(SSL_REQUEST), "answer to " + NAME, PostgresPreamble::answer);
  }

  private static Step answer(Octets heard) {
    if (heard.size() == 0) {
      return new Step.More();
    }
    return switch (heard.octet(0)) {
      case 'S' -> new Step.Agreed(1);
      case 'N' -> new Step.Refused("answered N to SSLRequest: TLS is off there");
      case 'E' -> new Step.Refused("answered SSLRequest with the error " + heard.quoted());
      default -> Step.nonsense("answer to SSLRequest", heard);
    };
  }
}
