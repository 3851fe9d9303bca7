package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.outgoing.Call;
import dev.handshake.outgoing.CallException;
import dev.handshake.outgoing.JsonText;
import dev.handshake.outgoing.Reply;
import dev.handshake.outgoing.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/** Documents about tenants over HTTPS: asked for once a round, and never again within it. */
public final class TenantDocuments implements CxoneDocuments, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Service service;

  /** Asks for nothing yet; closes the service with itself. */
  public TenantDocuments(Vertx vertx, Service service) {
    this.vertx = vertx;
    this.service = service;
  }

  @Override
  public Future<JsonNode> get(URI url) {
    return service
        .send(Call.get(url, LIMIT).with("Accept", "application/json"))
        .recover(failure -> Future.failedFuture(fault(failure)))
        .compose(
            reply -> reply.isFine() ? read(reply) : Future.failedFuture(refused(reply.status())));
  }

  private Future<JsonNode> read(Reply reply) {
    return vertx.executeBlocking(() -> parsed(reply.body()), false).map(Objects::requireNonNull);
  }

  private static JsonNode parsed(Buffer body) throws ApiException {
    try {
      return JsonText.read(body);
    } catch (IOException malformed) {
      throw Fields.invalid("the document is no JSON");
    }
  }

  private static Throwable fault(Throwable failure) {
    return failure instanceof CallException call ? Setback.of(call.fault()).exception() : failure;
  }

  private static ApiException refused(int status) {
    return new ApiException(
        status >= 500 ? SourceFault.SERVER_ERROR : SourceFault.UNEXPECTED_STATUS,
        "the document is answered with HTTP status " + status);
  }

  @Override
  public void close() {
    service.close();
  }
}
