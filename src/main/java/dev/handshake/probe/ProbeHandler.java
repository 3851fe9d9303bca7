package dev.handshake.probe;

import dev.handshake.certificate.PeerChain;
import dev.handshake.observation.Alert;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.BreakOff;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One handshake from ClientHello to the last proof wanted, behind the TLS handler on one
 * connection.
 *
 * <p>It reads before it writes: after our Finished it listens for about two round trips, or until
 * the first record, before an HTTP request leaves, since a refusal may be on its way, and writing
 * into a closing connection would lose it. A TLS 1.3 server judges our certificate only after our
 * Finished, so that the handshake's end proves nothing; what proves acceptance is what comes after
 * it.
 */
final class ProbeHandler extends ChannelInboundHandlerAdapter implements WireTap.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeHandler.class);
  private static final Duration MIN_LISTENING = Duration.ofMillis(20);

  private final Target target;
  private final ProbeTiming timing;
  private final Deadline deadline;
  private final Stopwatch stopwatch;
  private final LostTime lost;
  private final Verification verification;
  private final Bearers bearers;
  private final Instant started;
  private final Duration listeningTime;
  private final Promise<Ended> ended;
  private final WireTap tap;
  private final HandshakeFacts facts;
  private final List<ScheduledFuture<?>> timers = new ArrayList<>(3);

  private Step step = Step.HANDSHAKING;
  private Optional<Evidence> evidence = Optional.empty();
  private int recordsAtFinished;
  private boolean contentThisTurn;
  private boolean listenedLongEnough;
  private boolean silentForLong;
  private boolean heldBack;
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange exchange;

  private enum Step {
    HANDSHAKING,
    LISTENING,
    VERIFYING,
    REQUESTING,
    ENDED
  }

  /** What one connection came to. */
  record Ended(
      Outcome outcome,
      Connection connection,
      ClientAuthentication client,
      Optional<PeerChain> chain,
      Optional<HttpAnswer> http,
      boolean requestHeldBack) {}

  ProbeHandler(
      Target target,
      Instant started,
      Deadline deadline,
      Stopwatch stopwatch,
      LostTime lost,
      TlsEngines.Prepared tls,
      boolean identityShown,
      Duration roundTrip,
      Verification verification,
      Bearers bearers,
      Promise<Ended> ended) {
    this.target = target;
    this.timing = target.module().timing();
    this.started = started;
    this.deadline = deadline;
    this.stopwatch = stopwatch;
    this.lost = lost;
    this.listeningTime = listeningTime(roundTrip);
    this.tap = new WireTap(this, stopwatch, listeningTime);
    this.facts = new HandshakeFacts(tap, tls, identityShown);
    this.verification = verification;
    this.bearers = bearers;
    this.ended = ended;
  }

  /** About two round trips. */
  static Duration listeningTime(Duration roundTrip) {
    Duration twoRoundTrips = roundTrip.multipliedBy(2);
    return twoRoundTrips.compareTo(MIN_LISTENING) > 0 ? twoRoundTrips : MIN_LISTENING;
  }

  WireTap tap() {
    return tap;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    after(timing.handshakeTimeout(), () -> timedOut(Phase.HANDSHAKE));
  }

  // ---- what the TLS handler tells ----

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent completion when completion.isSuccess() -> handshakeDone(ctx);
      case SslHandshakeCompletionEvent completion -> failed(completion.cause());
      case SslCloseCompletionEvent _ -> closed();
      default -> {}
    }
  }

  @Override
  @SuppressWarnings("deprecation") // not the method, only its presence on ChannelHandler
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed();
    ctx.fireChannelInactive();
  }

  @Override
  public void notTls(String sample) {
    end(new Outcome.NotTls(sample));
  }

  @Override
  public void tooLarge(int bytes) {
    end(new Outcome.TooLarge(bytes));
  }

  private void handshakeDone(ChannelHandlerContext ctx) {
    if (step != Step.HANDSHAKING) {
      return; // a renegotiation has ended
    }
    cancelTimers();
    stopwatch.end();
    facts.handshakeDone(ctx.pipeline().get(SslHandler.class));
    recordsAtFinished = tap.encryptedRecordsBegun();
    if (!facts.requested()) {
      proceed();
      return;
    }
    if (!facts.isTls13()) {
      evidence = Optional.of(Evidence.SERVER_FINISHED);
    }
    listen();
  }

  // ---- after our Finished ----

  private void listen() {
    step = Step.LISTENING;
    stopwatch.begin(Phase.CONFIRM);
    after(listeningTime, this::listened);
    after(timing.confirmTimeout(), this::silent);
  }

  private void listened() {
    listenedLongEnough = true;
    if (step == Step.LISTENING && (evidence.isPresent() || http().isPresent())) {
      proceed();
    }
  }

  private void silent() {
    silentForLong = true;
    if (step == Step.LISTENING) {
      proceed();
    }
  }

  /** Goes on to the request, if there is one that may be sent. */
  private void proceed() {
    if (http().isEmpty() || heldBack) {
      end(new Outcome.Completed());
      return;
    }
    step = Step.VERIFYING;
    if (!target.module().tls().verify()) {
      request(false);
      return;
    }
    Optional<PeerChain> chain = facts.chain();
    if (chain.isEmpty()) {
      holdBack();
      return;
    }
    ChannelHandlerContext ctx = context();
    after(http().get().timeout(), this::verdictOverdue);
    verification
        .verified(target, chain.get(), facts.staple())
        .onComplete(verdict ->
            ctx.executor().execute(() -> verified(verdict.succeeded() && verdict.result())));
  }

  private void verdictOverdue() {
    if (step == Step.VERIFYING) {
      ownFault(new TimeoutException("the verdict on the chain took too long"));
    }
  }

  private void verified(boolean good) {
    if (step != Step.VERIFYING) {
      return;
    }
    if (good) {
      request(true);
    } else {
      holdBack();
    }
  }

  /** Without the request, acceptance rests on what TLS tells. */
  private void holdBack() {
    heldBack = true;
    boolean proved = evidence.isPresent() && listenedLongEnough;
    if (!facts.requested() || proved || silentForLong) {
      end(new Outcome.Completed());
    } else {
      step = Step.LISTENING;
    }
  }

  private void request(boolean secrets) {
    HttpCheck check = http().orElseThrow();
    step = Step.REQUESTING;
    cancelTimers();
    stopwatch.begin(Phase.REQUEST);
    after(check.timeout(), () -> timedOut(Phase.REQUEST));
    ChannelHandlerContext ctx = context();
    exchange = new HttpExchange(check, bearers, started);
    ctx.pipeline()
        .addBefore(ctx.name(), "arrivals", new Arrivals())
        .addBefore(ctx.name(), "http", HttpExchange.codec());
    var _ = ctx.writeAndFlush(exchange.request(target, secrets));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    contentThisTurn = true;
    try {
      if (message instanceof HttpObject piece && exchange != null) {
        answered(exchange, piece);
      } else if (step == Step.LISTENING || step == Step.VERIFYING) {
        applicationData();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /**
   * Data that came in the same flight as the server's Finished was sent before our certificate was
   * judged.
   */
  private void applicationData() {
    if (afterFinished() && facts.requested()) {
      prove(Evidence.APPLICATION_DATA);
    }
    if (step == Step.LISTENING && evidence.isPresent()) {
      proceed();
    }
  }

  private boolean afterFinished() {
    return tap.flight().encryptedRecords() > recordsAtFinished;
  }

  /** Tells of data from which the reader of the answer has made nothing yet. */
  private final class Arrivals extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      contentThisTurn = true;
      if (step == Step.REQUESTING) {
        applicationData();
      }
      ctx.fireChannelRead(message);
    }
  }

  private void answered(HttpExchange reader, HttpObject piece) {
    switch (reader.read(piece)) {
      case NOTHING -> {}
      case HEADERS -> {
        stopwatch.end();
        prove(Evidence.HTTP_STATUS);
      }
      case COMPLETE -> {
        stopwatch.end();
        prove(Evidence.HTTP_STATUS);
        end(new Outcome.Completed());
      }
      case INVALID -> {
        if (facts.requested()) {
          prove(Evidence.APPLICATION_DATA);
        }
        end(new Outcome.HttpInvalid(reader.trouble()));
      }
    }
  }

  /**
   * An encrypted record after our Finished which brought neither data nor alert is a
   * NewSessionTicket.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    facts.lookForChain();
    boolean finished = step == Step.LISTENING || step == Step.VERIFYING || step == Step.REQUESTING;
    if (finished && facts.isTls13() && !contentThisTurn && afterFinished()) {
      prove(Evidence.SESSION_TICKET);
      if (step == Step.LISTENING && (listenedLongEnough || http().isPresent())) {
        proceed();
      }
    }
    contentThisTurn = false;
    ctx.fireChannelReadComplete();
  }

  private void prove(Evidence proof) {
    if (evidence.isEmpty() && step != Step.REQUESTING) {
      stopwatch.end();
    }
    if (facts.requested() && (evidence.isEmpty() || evidence.get().compareTo(proof) < 0)) {
      evidence = Optional.of(proof);
    }
  }

  // ---- ends ----

  private void failed(Throwable cause) {
    Optional<Alert> alert = tap.flight().alert().or(() -> EngineFailure.alert(cause));
    if (answered()) {
      end(new Outcome.Completed());
    } else if (alert.isPresent()) {
      end(new Outcome.AlertReceived(alert.get(), stage()));
    } else if (EngineFailure.tooLarge(cause)) {
      end(new Outcome.TooLarge((int) tap.bytesIn()));
    } else if (!EngineFailure.isOfThePeer(cause)) {
      ownFault(cause);
    } else if (tap.reset() || tap.inactive() || EngineFailure.closed(cause)) {
      closed();
    } else {
      end(
          new Outcome.BrokeOff(
              breakOff(cause), EngineFailure.detail(cause), tap.alertSent(), stage()));
    }
  }

  private void ownFault(Throwable cause) {
    LOG.error("probe of {} failed by our own fault", target.name(), cause);
    end(new Outcome.OwnFault(stopwatch.phase(), FaultWords.of(cause)));
  }

  /** Whether there is an answer, of which only the explanation was still being read. */
  private boolean answered() {
    return step == Step.REQUESTING && exchange != null && exchange.answer().isPresent();
  }

  private BreakOff breakOff(Throwable cause) {
    boolean older =
        tap.flight()
            .version()
            .map(version -> version < target.module().tls().minVersion().code())
            .orElse(false);
    return older ? BreakOff.PROTOCOL : EngineFailure.breakOff(cause);
  }

  private void closed() {
    if (answered()) {
      end(new Outcome.Completed());
    } else if (tap.reset()) {
      end(new Outcome.Reset(stage()));
    } else {
      end(new Outcome.Closed(stage()));
    }
  }

  private void timedOut(Phase phase) {
    end(answered() ? new Outcome.Completed() : new Outcome.TimedOut(phase));
  }

  private Stage stage() {
    return step == Step.REQUESTING ? Stage.REQUEST : facts.stage();
  }

  private void end(Outcome outcome) {
    if (step == Step.ENDED) {
      return;
    }
    step = Step.ENDED;
    cancelTimers();
    ended.complete(
        new Ended(
            outcome,
            facts.connection(),
            facts.client(evidence),
            facts.chain(),
            Optional.ofNullable(exchange).flatMap(HttpExchange::answer),
            heldBack));
    var _ = context().close();
  }

  private Optional<HttpCheck> http() {
    return target.module().http();
  }

  // ---- time ----

  private void after(Duration most, Runnable what) {
    lost.schedule(context().executor(), deadline.nanosFor(most), what, timers::add);
  }

  private void cancelTimers() {
    timers.forEach((Future<?> timer) -> timer.cancel(false));
    timers.clear();
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not yet in a pipeline");
    }
    return context;
  }
}
