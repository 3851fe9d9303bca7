package dev.handshake.diagnosis;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.BreakOff;
import dev.handshake.observation.Outcome.ConnectFault;
import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.StartTls;
import dev.handshake.target.TlsOffer;
import java.time.Duration;
import java.util.Optional;

/**
 * What the manner in which a probe ended says by itself, our certificate left aside. A table, from
 * top to bottom.
 */
final class EndVerdict {
  private static final int PROTOCOL_VERSION = 70;
  private static final int UNRECOGNIZED_NAME = 112;

  private final Observation seen;
  private final String who;

  private EndVerdict(Observation seen) {
    this.seen = seen;
    this.who = Wording.who(seen);
  }

  /** The verdict on the end; empty where that is as it should be. */
  static Optional<Verdict> of(Observation seen) {
    return new EndVerdict(seen).verdict();
  }

  private Optional<Verdict> verdict() {
    return switch (seen.outcome()) {
      case Outcome.OwnFault(var phase, var detail) ->
          verdict(Reason.INTERNAL, phase, "The agent itself failed: " + detail + ".");
      case Outcome.ResolveFailed(var fault, var detail) ->
          verdict(
              resolve(fault),
              Phase.RESOLVE,
              "%s cannot be resolved: %s.".formatted(Wording.dialledHost(seen), detail));
      case Outcome.ConnectFailed(var fault, _) -> connect(fault);
      case Outcome.ProxyFailed(var detail) ->
          verdict(
              Reason.PROXY_FAILED,
              Phase.PROXY,
              "%s made no connection to %s: it %s."
                  .formatted(Wording.dialled(seen), seen.target().endpoint(), detail));
      case Outcome.StartTlsFailed(var detail) ->
          verdict(
              Reason.STARTTLS_FAILED,
              Phase.STARTTLS,
              "%s did not begin TLS in %s: it %s.".formatted(who, protocol(), detail));
      case Outcome.NotTls(var sample) ->
          handshake(Reason.NOT_TLS, "%s answered, but not in TLS: \"%s\".".formatted(who, sample));
      case Outcome.TimedOut(var phase) -> timedOut(phase);
      case Outcome.Closed(var stage) -> ended(Reason.CONNECTION_CLOSED, "closed", stage);
      case Outcome.Reset(var stage) -> ended(Reason.CONNECTION_RESET, "reset", stage);
      case Outcome.AlertReceived(var alert, var stage) -> alert(alert, stage);
      case Outcome.BrokeOff(var why, var detail, _, _) -> brokeOff(why, detail);
      case Outcome.TooLarge(var bytes) ->
          handshake(
              Reason.HANDSHAKE_TOO_LARGE,
              "%s sends or announces more than 256 KiB of handshake; it was ended after %d bytes."
                  .formatted(who, bytes));
      case Outcome.IdentityUnusable(var identity, var detail) ->
          handshake(
              Reason.CLIENT_IDENTITY_UNUSABLE,
              "The identity %s cannot be used: %s; nothing was sent to the target."
                  .formatted(identity, detail));
      case Outcome.HttpInvalid(var detail) ->
          verdict(
              Reason.HTTP_INVALID,
              Phase.REQUEST,
              "%s gave no answer in HTTP: %s.".formatted(who, detail));
      case Outcome.Completed() -> Optional.empty();
    };
  }

  private static Reason resolve(ResolveFault fault) {
    return switch (fault) {
      case NOT_FOUND -> Reason.DNS_NOT_FOUND;
      case NO_ADDRESS -> Reason.DNS_NO_ADDRESS;
      case FAILED -> Reason.DNS_FAILED;
      case TIMEOUT -> Reason.DNS_TIMEOUT;
    };
  }

  private String protocol() {
    return seen.target().module().route().starttls().map(StartTls::word).orElse("plain text");
  }

  private Optional<Verdict> connect(ConnectFault fault) {
    String dialled = Wording.dialled(seen);
    String others =
        switch (seen.failedAddresses().size()) {
          case 0 -> "";
          case 1 -> "; one address before it failed too";
          default -> "; %d addresses before it failed too".formatted(seen.failedAddresses().size());
        };
    return switch (fault) {
      case REFUSED ->
          verdict(
              Reason.CONNECT_REFUSED,
              Phase.CONNECT,
              "%s refused the connection%s.".formatted(dialled, others));
      case TIMEOUT ->
          verdict(
              Reason.CONNECT_TIMEOUT,
              Phase.CONNECT,
              "%s did not answer the attempt to connect within %s%s."
                  .formatted(dialled, Wording.span(connectWaited()), others));
      case UNREACHABLE ->
          verdict(
              Reason.CONNECT_UNREACHABLE,
              Phase.CONNECT,
              "There is no route to %s%s.".formatted(dialled, others));
    };
  }

  /** The phase covers all addresses tried, the bound each of them. */
  private Duration connectWaited() {
    Duration bound = seen.target().module().timing().connectTimeout();
    Duration waited = Wording.waited(seen, Phase.CONNECT);
    return waited.compareTo(bound) < 0 ? waited : bound;
  }

  private Optional<Verdict> timedOut(Phase phase) {
    String within = Wording.span(Wording.waited(seen, phase));
    return switch (phase) {
      case RESOLVE ->
          verdict(
              Reason.DNS_TIMEOUT,
              phase,
              "%s cannot be resolved: no answer within %s."
                  .formatted(Wording.dialledHost(seen), within));
      case CONNECT ->
          verdict(
              Reason.CONNECT_TIMEOUT,
              phase,
              "%s did not answer the attempt to connect within %s."
                  .formatted(Wording.dialled(seen), within));
      case PROXY ->
          verdict(
              Reason.PROXY_FAILED,
              phase,
              "%s made no connection to %s within %s."
                  .formatted(Wording.dialled(seen), seen.target().endpoint(), within));
      case STARTTLS ->
          verdict(
              Reason.STARTTLS_FAILED,
              phase,
              "%s did not agree to begin TLS within %s.".formatted(who, within));
      case HANDSHAKE ->
          handshake(
              Reason.HANDSHAKE_TIMEOUT,
              "%s did not finish the handshake within %s and %s."
                  .formatted(who, within, received()));
      case CONFIRM -> Optional.empty(); // silence is an answer of its own: unconfirmed
      case REQUEST ->
          verdict(
              Reason.HTTP_TIMEOUT,
              phase,
              "%s gave no HTTP answer within %s%s."
                  .formatted(
                      who,
                      within,
                      seen.client().late()
                          ? "; it had asked for a client certificate after the handshake, which this probe does not answer"
                          : ""));
    };
  }

  private String received() {
    long bytes = seen.connection().map(Connection::bytesIn).orElse(0L);
    return bytes == 0 ? "sent nothing at all" : "had sent %d bytes".formatted(bytes);
  }

  /**
   * An end after the handshake is none of the handshake. Where an HTTP answer is wanted it is
   * missing, whether or not the request had left: that is a race, and must not flip the reason.
   */
  private Optional<Verdict> ended(Reason reason, String how, Stage stage) {
    boolean answerWanted = seen.target().module().http().isPresent() && !seen.requestHeldBack();
    return switch (stage) {
      case CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, CLIENT_CERTIFICATE ->
          handshake(
              reason,
              "%s %s the connection %s, without an alert.".formatted(who, how, moment(stage)));
      case FINISHED, REQUEST ->
          answerWanted
              ? verdict(
                  Reason.HTTP_INVALID,
                  Phase.REQUEST,
                  "%s %s the connection before an HTTP answer came.".formatted(who, how))
              : Optional.empty();
    };
  }

  private String moment(Stage stage) {
    return switch (stage) {
      case CLIENT_HELLO ->
          seen.connection().isPresent() ? "after our ClientHello" : "as soon as it stood";
      case SERVER_HELLO -> "after its ServerHello";
      case CERTIFICATE -> "after its certificate";
      case CLIENT_CERTIFICATE, FINISHED, REQUEST -> "after our last flight";
    };
  }

  private Optional<Verdict> alert(Alert alert, Stage stage) {
    String said = Wording.alert(alert);
    if (alert.code() == PROTOCOL_VERSION) {
      return handshake(
          Reason.PROTOCOL_MISMATCH, "%s does not speak %s: %s.".formatted(who, versions(), said));
    }
    if (alert.aboutOffer() && stage == Stage.CLIENT_HELLO) {
      return handshake(
          Reason.CIPHER_MISMATCH,
          "%s accepts no cipher suite, group or signature that was offered: %s."
              .formatted(who, said));
    }
    if (alert.code() == UNRECOGNIZED_NAME) {
      return handshake(
          Reason.SERVER_NAME_UNRECOGNIZED,
          seen.target()
              .sni()
              .map(name -> "%s does not know the server name %s: %s.".formatted(who, name, said))
              .orElseGet(
                  () -> "%s wants a server name, and none was sent: %s.".formatted(who, said)));
    }
    return verdict(
        Reason.HANDSHAKE_REJECTED,
        stage.compareTo(Stage.FINISHED) < 0 ? Phase.HANDSHAKE : Phase.CONFIRM,
        "%s refused the handshake with %s.".formatted(who, said));
  }

  private String versions() {
    TlsOffer offer = seen.target().module().tls();
    String least = offer.minVersion().word();
    return offer.minVersion() == offer.maxVersion()
        ? least
        : least + " to " + offer.maxVersion().word();
  }

  private Optional<Verdict> brokeOff(BreakOff why, String detail) {
    return switch (why) {
      case PROTOCOL ->
          handshake(
              Reason.PROTOCOL_MISMATCH,
              "%s chose a TLS version that is not allowed (%s).".formatted(who, detail));
      case PARAMETERS ->
          handshake(
              Reason.CIPHER_MISMATCH,
              "%s chose a cipher, group or signature that this client cannot do (%s)."
                  .formatted(who, detail));
      case VIOLATION ->
          handshake(
              Reason.PROTOCOL_VIOLATION, "%s broke the TLS protocol (%s).".formatted(who, detail));
    };
  }

  private static Optional<Verdict> handshake(Reason reason, String summary) {
    return verdict(reason, Phase.HANDSHAKE, summary);
  }

  private static Optional<Verdict> verdict(Reason reason, Phase phase, String summary) {
    return Optional.of(new Verdict(reason, phase, Wording.sentence(summary)));
  }
}
