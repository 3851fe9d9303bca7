package dev.handshake.notify;

import dev.handshake.probe.DnsSettings;
import dev.handshake.probe.Resolver;
import dev.handshake.schedule.Loop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;

/**
 * What all receivers are reached over: an event loop of its own, so that no probe waits for any.
 */
record Line(Vertx vertx, Loop loop, Resolver resolver) implements AutoCloseable {
  static Line open(DnsSettings dns) {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false))
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    return new Line(
        vertx, Loop.of(((VertxInternal) vertx).createEventLoopContext()), new Resolver(vertx, dns));
  }

  @Override
  public void close() {
    resolver.close();
    var _ = vertx.close();
  }
}
