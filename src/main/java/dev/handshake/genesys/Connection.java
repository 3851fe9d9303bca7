package dev.handshake.genesys;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * The API in the name of one organization, until that is left.
 *
 * @param leave gives the access token back and closes; bounded, and never fails
 */
public record Connection(Api api, Supplier<Future<Void>> leave) {}
