package dev.handshake.web;

import dev.handshake.metrics.ProbeExposition;
import dev.handshake.ondemand.Answer;
import dev.handshake.ondemand.Question;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code /probe}: one probe for whoever asks, as blackbox_exporter answers it. */
final class ProbePage {
  private static final String SCRAPE_TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";

  private final ProbeExposition exposition = new ProbeExposition();
  private final OnRequest onRequest;
  private final Rendering rendering;

  ProbePage(OnRequest onRequest, Rendering rendering) {
    this.onRequest = onRequest;
    this.rendering = rendering;
  }

  void answer(RoutingContext context) {
    AtomicBoolean gone = new AtomicBoolean();
    context.addEndHandler(ended -> gone.set(ended.failed()));
    onRequest
        .ask(question(context), gone::get)
        .onComplete(result -> {
          if (gone.get()) {
            return;
          }
          if (result.succeeded()) {
            answered(context, result.result());
          } else {
            context.fail(result.cause());
          }
        });
  }

  private static Question question(RoutingContext context) {
    return new Question(
        parameter(context, "target").orElse(""),
        parameter(context, "module"),
        parameter(context, "hostname"),
        Optional.of(WebServer.header(context, SCRAPE_TIMEOUT)).filter(text -> !text.isEmpty()));
  }

  /** What is given and empty is as good as left out, as it is to blackbox_exporter. */
  private static Optional<String> parameter(RoutingContext context, String name) {
    return Optional.ofNullable(context.request().getParam(name)).filter(text -> !text.isEmpty());
  }

  private void answered(RoutingContext context, Answer answer) {
    switch (answer) {
      case Answer.Probed probed -> probed(context, probed);
      case Answer.Malformed(var text) -> refused(context, 400, text);
      case Answer.Forbidden(var text) -> refused(context, 403, text);
      case Answer.Busy(var text) -> {
        context.response().putHeader(HttpHeaderNames.RETRY_AFTER, "1");
        refused(context, 503, text);
      }
    }
  }

  private void probed(RoutingContext context, Answer.Probed probed) {
    boolean debug = parameter(context, "debug").filter("true"::equals).isPresent();
    if (debug) {
      rendering.render(context, 200, WebServer.TEXT, out -> debug(probed, out));
      return;
    }
    String accept = WebServer.header(context, HttpHeaderNames.ACCEPT);
    rendering.render(
        context,
        200,
        exposition.contentType(accept),
        out -> exposition.write(probed.state(), probed.skipped(), accept, out));
  }

  private void debug(Answer.Probed probed, OutputStream out) throws IOException {
    write(out, "Logs for the probe:\n" + ProbeLog.of(probed));
    write(out, "\n\n\nMetrics that would have been returned:\n");
    exposition.write(probed.state(), probed.skipped(), "", out);
    write(out, "\n\n\nModule configuration:\n");
    write(out, ModuleText.of(probed.state().target().module()));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private void refused(RoutingContext context, int status, String text) {
    rendering.render(context, status, WebServer.TEXT, out -> write(out, text + "\n"));
  }
}
