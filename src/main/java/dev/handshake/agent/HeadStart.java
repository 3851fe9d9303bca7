package dev.handshake.agent;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.VertxOptions;

/**
 * What every agent needs, whatever its configuration says, begun on other threads while that is
 * read: libraries that are unpacked and linked, and classes that look at the machine. Whoever needs
 * one of them waits for it, as for any class that another thread is about to load.
 */
public final class HeadStart {
  private HeadStart() {}

  /** Begins, and waits for nothing. A library that cannot be had is found missing later. */
  public static void begin() {
    Thread.ofPlatform().daemon().name("head-start-tls").start(OpenSsl::isAvailable);
    Thread.ofPlatform().daemon().name("head-start-loops").start(HeadStart::loops);
  }

  private static void loops() {
    var _ = new VertxOptions();
    var _ = Epoll.isAvailable();
  }
}
