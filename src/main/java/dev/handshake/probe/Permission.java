package dev.handshake.probe;

import java.net.InetAddress;
import java.util.function.Predicate;

/** Says which of the addresses that a host came to may be dialled. */
@FunctionalInterface
public interface Permission extends Predicate<InetAddress> {
  /** Where everything may be dialled, since whoever runs the agent chose it. */
  Permission ANY = _ -> true;

  /** What is said where nothing is left: what a host leads to, and what would permit it. */
  default String refusal() {
    return "leads to no address that may be dialled";
  }
}
