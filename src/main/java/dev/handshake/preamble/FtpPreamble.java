package dev.handshake.preamble;

/** AUTH TLS of FTP (RFC 4217, section 4). */
record FtpPreamble() implements Preamble {
  private static final String FTP = "FTP";
  private static final int READY_LATER = 120;
  private static final int READY = 220;
  private static final int SECURITY_ACCEPTED = 234;

  @Override
  public Step begin() {
    return Step.listen("greeting", this::greeting);
  }

  private Step greeting(Octets heard) {
    return Reply.judge(
        FTP,
        heard,
        reply ->
            switch (reply.code()) {
              case READY -> Step.command(reply.end(), "AUTH TLS", "AUTH TLS", this::go);
              case READY_LATER ->
                  new Step.Say(reply.end(), Octets.NONE, "greeting", this::greeting);
              default -> new Step.Refused("greeted us with " + reply.quoted());
            });
  }

  private Step go(Octets heard) {
    return Reply.judge(
        FTP,
        heard,
        reply ->
            reply.code() == SECURITY_ACCEPTED
                ? new Step.Agreed(reply.end())
                : reply.refused("AUTH TLS"));
  }
}
