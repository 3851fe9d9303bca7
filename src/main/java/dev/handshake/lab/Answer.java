package dev.handshake.lab;

/** What a TLS server of the lab says once the handshake is over and a request has come. */
public sealed interface Answer {
  /** Nothing; it reads until the client goes. */
  record Nothing() implements Answer {}

  /** An HTTP response. */
  record Http(int status, String body) implements Answer {}

  /** Bytes that are not HTTP. */
  record NotHttp() implements Answer {}
}
