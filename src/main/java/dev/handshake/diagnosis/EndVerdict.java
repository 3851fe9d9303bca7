package dev.handshake.diagnosis;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.BreakOff;
import dev.handshake.observation.Outcome.ConnectFault;
import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * What the manner in which a probe ended says by itself, our certificate left aside. A table, from
 * top to bottom.
 */
final class EndVerdict {
  private EndVerdict() {}

  static Optional<Verdict> of(Observation seen) {
    String who = where(seen);
    return switch (seen.outcome()) {
      case Outcome.Completed _ -> Optional.empty();
      case Outcome.OwnFault(var phase, var detail) ->
          verdict(Reason.INTERNAL, phase, "The agent itself failed: " + detail + ".");
      case Outcome.IdentityUnusable(var identity, var detail) ->
          verdict(
              Reason.CLIENT_IDENTITY_UNUSABLE,
              Phase.HANDSHAKE,
              "The identity %s cannot be used: %s; nothing was sent to the target."
                  .formatted(identity, detail));
      case Outcome.ResolveFailed(var fault, var detail) ->
          verdict(resolve(fault), Phase.RESOLVE, detail + ".");
      case Outcome.ConnectFailed(var fault, var detail) -> connect(fault, detail, seen);
      case Outcome.NotTls(var sample) ->
          verdict(
              Reason.NOT_TLS,
              Phase.HANDSHAKE,
              "%s answered, but not in TLS: \"%s\".".formatted(who, sample));
      case Outcome.TimedOut(var phase) -> timeout(phase, who, seen);
      case Outcome.TooLarge(var bytes) ->
          verdict(
              Reason.HANDSHAKE_TOO_LARGE,
              Phase.HANDSHAKE,
              "%s sent a handshake larger than 256 KiB (%d bytes so far).".formatted(who, bytes));
      case Outcome.HttpInvalid(var detail) ->
          verdict(Reason.HTTP_INVALID, Phase.REQUEST, "%s: %s.".formatted(who, detail));
      case Outcome.BrokeOff broke -> brokeOff(broke, who);
      case Outcome.AlertReceived(var alert, var stage) -> alert(alert, stage, who, seen);
      case Outcome.Closed(var stage) -> ended(stage, "closed", Reason.CONNECTION_CLOSED, who, seen);
      case Outcome.Reset(var stage) -> ended(stage, "reset", Reason.CONNECTION_RESET, who, seen);
    };
  }

  private static Optional<Verdict> connect(ConnectFault fault, String detail, Observation seen) {
    String others =
        seen.failedAddresses().isEmpty()
            ? ""
            : " (the other %d addresses failed too)".formatted(seen.failedAddresses().size());
    return switch (fault) {
      case REFUSED ->
          verdict(
              Reason.CONNECT_REFUSED,
              Phase.CONNECT,
              detail + " refused the connection" + others + ".");
      case TIMEOUT ->
          verdict(
              Reason.CONNECT_TIMEOUT,
              Phase.CONNECT,
              "%s did not answer the connection attempt within %s%s."
                  .formatted(
                      detail, seconds(seen.target().module().timing().connectTimeout()), others));
      case UNREACHABLE ->
          verdict(
              Reason.CONNECT_UNREACHABLE,
              Phase.CONNECT,
              "There is no route to " + detail + others + ".");
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

  private static Optional<Verdict> timeout(Phase phase, String who, Observation seen) {
    if (phase == Phase.REQUEST) {
      Duration limit =
          seen.target().module().http().map(http -> http.timeout()).orElse(Duration.ZERO);
      return verdict(
          Reason.HTTP_TIMEOUT,
          phase,
          "%s gave no HTTP answer within %s.".formatted(who, seconds(limit)));
    }
    long received = seen.connection().map(connection -> connection.bytesIn()).orElse(0L);
    String how = received == 0 ? "sent nothing at all" : "had sent %d bytes".formatted(received);
    return verdict(
        Reason.HANDSHAKE_TIMEOUT,
        Phase.HANDSHAKE,
        "%s did not finish the handshake within %s and %s."
            .formatted(who, seconds(seen.target().module().timing().handshakeTimeout()), how));
  }

  private static Optional<Verdict> brokeOff(Outcome.BrokeOff broke, String who) {
    Phase phase = phase(broke.stage());
    return switch (broke.why()) {
      case BreakOff.PROTOCOL ->
          verdict(
              Reason.PROTOCOL_MISMATCH,
              phase,
              "%s chose a TLS version that is not allowed (%s).".formatted(who, broke.detail()));
      case BreakOff.PARAMETERS ->
          verdict(
              Reason.CIPHER_MISMATCH,
              phase,
              "%s chose a cipher, group or signature that this client cannot do (%s)."
                  .formatted(who, broke.detail()));
      case BreakOff.VIOLATION ->
          verdict(
              Reason.PROTOCOL_VIOLATION,
              phase,
              "%s broke the TLS protocol (%s).".formatted(who, broke.detail()));
    };
  }

  private static Optional<Verdict> alert(Alert alert, Stage stage, String who, Observation seen) {
    String said = "alert %d (%s)".formatted(alert.code(), alert.name());
    boolean beforeHello = stage == Stage.CLIENT_HELLO;
    if (alert.code() == 70) {
      return verdict(
          Reason.PROTOCOL_MISMATCH,
          phase(stage),
          "%s speaks none of %s to %s: %s."
              .formatted(
                  who,
                  seen.target().module().tls().minVersion().word(),
                  seen.target().module().tls().maxVersion().word(),
                  said));
    }
    if (beforeHello && alert.aboutOffer()) {
      return verdict(
          Reason.CIPHER_MISMATCH,
          Phase.HANDSHAKE,
          "%s accepts no cipher suite, group or signature that was offered: %s."
              .formatted(who, said));
    }
    if (alert.code() == 112) {
      return verdict(
          Reason.SERVER_NAME_UNRECOGNIZED,
          phase(stage),
          "%s does not know the server name %s: %s."
              .formatted(who, seen.target().sni().orElse("(none sent)"), said));
    }
    return verdict(
        Reason.HANDSHAKE_REJECTED,
        phase(stage),
        "%s refused the handshake with %s.".formatted(who, said));
  }

  private static Optional<Verdict> ended(
      Stage stage, String how, Reason reason, String who, Observation seen) {
    return switch (stage) {
      case CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, CLIENT_CERTIFICATE ->
          verdict(
              reason,
              Phase.HANDSHAKE,
              "%s %s the connection %s, without an alert.".formatted(who, how, moment(stage)));
      case FINISHED, REQUEST -> {
        boolean asked = seen.target().module().http().isPresent() && !seen.requestHeldBack();
        yield asked
            ? verdict(
                Reason.HTTP_INVALID,
                Phase.REQUEST,
                "%s %s the connection before an HTTP answer came.".formatted(who, how))
            : Optional.empty();
      }
    };
  }

  private static String moment(Stage stage) {
    return switch (stage) {
      case CLIENT_HELLO -> "after our ClientHello";
      case SERVER_HELLO -> "after its ServerHello";
      case CERTIFICATE -> "after its certificate";
      case CLIENT_CERTIFICATE -> "after our last flight";
      case FINISHED -> "after the handshake";
      case REQUEST -> "after the HTTP request";
    };
  }

  private static Phase phase(Stage stage) {
    return switch (stage) {
      case CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, CLIENT_CERTIFICATE -> Phase.HANDSHAKE;
      case FINISHED -> Phase.CONFIRM;
      case REQUEST -> Phase.REQUEST;
    };
  }

  /** The target's address, and the IP address behind its name. */
  static String where(Observation seen) {
    String address = seen.target().endpoint().toString();
    return seen.remote()
        .map(remote -> remote.getAddress().getHostAddress())
        .filter(ip -> !seen.target().endpoint().host().equals(ip))
        .map(ip -> address + " (" + ip + ")")
        .orElse(address);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  private static Optional<Verdict> verdict(Reason reason, Phase phase, String summary) {
    return Optional.of(new Verdict(reason, phase, summary));
  }
}
