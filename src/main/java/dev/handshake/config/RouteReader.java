package dev.handshake.config;

import dev.handshake.target.AddressFamily;
import dev.handshake.target.Addresses;
import dev.handshake.target.Route;
import dev.handshake.target.StartTls;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads how a target is reached before TLS begins. */
final class RouteReader {
  private RouteReader() {}

  /** The route that a module's keys make, over the one that holds where they are silent. */
  static Route read(Section section, Route base) {
    // A user and a password may stand in it.
    Optional<Value> proxy = section.value("proxy").map(Value::hide);
    Optional<Value> starttls = section.value("starttls");
    return new Route(
        proxy.isEmpty() ? base.proxy() : given(proxy).flatMap(value -> value.parsed(Route::proxy)),
        starttls.isEmpty()
            ? base.starttls()
            : given(starttls).flatMap(value -> word(value, StartTls.values(), StartTls::word)),
        section
            .value("addresses")
            .flatMap(value -> word(value, Addresses.values(), Addresses::word))
            .orElse(base.addresses()),
        section
            .value("family")
            .flatMap(value -> word(value, AddressFamily.values(), AddressFamily::word))
            .orElse(base.family()));
  }

  private static Optional<Value> given(Optional<Value> value) {
    return value.filter(some -> !some.isNull());
  }

  private static <T> Optional<T> word(Value value, T[] words, Function<T, String> text) {
    return value.oneOf(List.of(words), text);
  }
}
