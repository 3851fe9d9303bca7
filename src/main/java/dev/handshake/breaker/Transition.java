package dev.handshake.breaker;

/** A change of a breaker's state. */
public record Transition(BreakerState from, BreakerState to) {}
