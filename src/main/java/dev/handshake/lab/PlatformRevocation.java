package dev.handshake.lab;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.bouncycastle.asn1.x509.CRLReason;

/** The revocation lists of the platform's authorities, over plain HTTP. */
public final class PlatformRevocation {
  private final InstantSource clock;
  private final PlatformPki pki;
  private final BooleanSupplier revoked;
  private volatile State state = State.FRESH;

  /** How the lists are served. */
  public enum State {
    /** Good for a day. */
    FRESH,
    /** Their next update was due yesterday. */
    STALE,
    /** The connection ends without an answer. */
    UNREACHABLE,
    /** Bytes that are no list. */
    GARBAGE
  }

  /**
   * @param revoked whether the lists name the current certificates
   */
  PlatformRevocation(InstantSource clock, PlatformPki pki, BooleanSupplier revoked) {
    this.clock = clock;
    this.pki = pki;
    this.revoked = revoked;
  }

  /** From now on the lists are served so. */
  public void state(State other) {
    state = other;
  }

  /** The path of a list: {@code public}, {@code next} or {@code regional}. */
  public static String path(String list) {
    return "/" + list + ".crl";
  }

  void serve(Router router) {
    for (String list : new String[] {"public", "next", "regional"}) {
      router.get(path(list)).handler(context -> answer(context, list));
    }
  }

  private void answer(RoutingContext context, String list) {
    Instant now = clock.instant();
    switch (state) {
      case FRESH -> send(context, mint(list, now, now.plus(Duration.ofDays(1))));
      case STALE -> send(context, mint(list, now, now.minus(Duration.ofDays(1))));
      case UNREACHABLE -> drop(context.request());
      case GARBAGE -> send(context, new byte[] {0x30, 0x03, 0x02, 0x01});
    }
  }

  private static void drop(HttpServerRequest request) {
    var _ = request.connection().close();
  }

  private static void send(RoutingContext context, byte[] list) {
    PlatformReplies.send(context, 200, "application/pkix-crl", Buffer.buffer(list));
  }

  private byte[] mint(String list, Instant now, Instant to) {
    Instant from = now.minus(Duration.ofDays(2));
    CrlDraft draft = CrlDraft.of(pki.issuer(list), from, to);
    if (revoked.getAsBoolean()) {
      revoke(draft, list, from);
    }
    return draft.mint();
  }

  private void revoke(CrlDraft draft, String list, Instant when) {
    switch (list) {
      case "public" -> {
        draft.revoking(pki.current().certificate(), when, CRLReason.keyCompromise);
        draft.revoking(pki.ending().certificate(), when, CRLReason.keyCompromise);
      }
      case "regional" ->
          draft.revoking(pki.regional().certificate(), when, CRLReason.keyCompromise);
      default -> {}
    }
  }
}
