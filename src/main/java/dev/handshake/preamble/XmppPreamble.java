package dev.handshake.preamble;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * STARTTLS of XMPP between client and server (RFC 6120, section 5).
 *
 * @param domain whom the stream is for
 */
record XmppPreamble(String domain) implements Preamble {
  private static final String NAMESPACE = "urn:ietf:params:xml:ns:xmpp-tls";
  private static final String STARTTLS = "<starttls xmlns='" + NAMESPACE + "'/>";
  private static final String PREFIX = "(?:[\\w.-]{1,32}:)?";
  private static final Pattern FEATURES = element("features");
  private static final Pattern REFUSAL = element("(?:failure|error)");
  private static final Pattern STREAM_END = Pattern.compile("</" + PREFIX + "stream\\s*>");
  private static final Pattern OFFER =
      Pattern.compile("<" + PREFIX + "starttls\\b[^>]*[\"']" + Pattern.quote(NAMESPACE) + "[\"']");
  private static final Pattern PROCEED =
      Pattern.compile(
          "\\s*<" + PREFIX + "proceed\\b[^>]*?(?:/>|>\\s*</" + PREFIX + "proceed\\s*>)");

  @Override
  public Step begin() {
    String open =
        "<?xml version='1.0'?><stream:stream to='"
            + domain
            + "' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    return say(0, open, "list of features", this::features);
  }

  /** Tags end so: looking before would only cost time, where a peer sends byte by byte. */
  private static boolean endsInTag(Octets heard) {
    return heard.isEmpty() || heard.text().stripTrailing().endsWith(">");
  }

  private Step features(Octets heard) {
    if (!endsInTag(heard)) {
      return unlessNonsense(heard);
    }
    Optional<Piece> features = Piece.find(FEATURES, heard.text());
    return features
        .map(piece ->
            OFFER.matcher(piece.text()).find()
                ? say(piece.end(), STARTTLS, "answer to starttls", this::go)
                : new Step.Refused("does not offer starttls: it lists " + Quoted.of(piece.text())))
        .orElseGet(() -> unless(heard, "the opening of the stream"));
  }

  private Step go(Octets heard) {
    Matcher proceed = PROCEED.matcher(heard.text());
    return proceed.lookingAt() ? new Step.Agreed(proceed.end()) : unless(heard, "starttls");
  }

  /** Goes on listening unless it was refused, or is no XML. */
  private static Step unless(Octets heard, String what) {
    String text = heard.text();
    Optional<String> refusal = Piece.find(REFUSAL, text).map(Piece::text);
    Matcher end = STREAM_END.matcher(text);
    if (refusal.isPresent() || end.find()) {
      return new Step.Refused(
          "answered %s to %s".formatted(Quoted.of(refusal.orElseGet(end::group)), what));
    }
    return unlessNonsense(heard);
  }

  private static Step unlessNonsense(Octets heard) {
    String text = heard.text();
    boolean mayBeXml = text.isBlank() || text.stripLeading().startsWith("<");
    return mayBeXml ? new Step.More() : Step.nonsense("stream of XMPP", heard);
  }

  private static Step say(int taken, String words, String awaited, Step.State next) {
    return new Step.Say(taken, Octets.of(words), awaited, next);
  }

  /** The begin or the end of an element, by the pattern of its local name. */
  private static Pattern element(String name) {
    return Pattern.compile("<(/?)" + PREFIX + name + "\\b");
  }

  /** A whole element, found in time that grows with the text and no faster. */
  private record Piece(String text, int end) {
    static Optional<Piece> find(Pattern element, String text) {
      Matcher tag = element.matcher(text);
      if (!tag.find()) {
        return Optional.empty();
      }
      int begin = tag.start();
      int close = text.indexOf('>', begin);
      boolean isWhole = close > 0 && (text.charAt(close - 1) == '/' || !tag.group(1).isEmpty());
      while (close > 0 && !isWhole && tag.find()) {
        isWhole = !tag.group(1).isEmpty();
        close = text.indexOf('>', tag.start());
      }
      return isWhole && close > 0
          ? Optional.of(new Piece(text.substring(begin, close + 1), close + 1))
          : Optional.empty();
    }
  }
}
