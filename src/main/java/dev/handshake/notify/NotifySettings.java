package dev.handshake.notify;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Who is told when a breaker opens or closes; nobody unless configured.
 *
 * @param alertmanagers each of them is told, as a cluster of them expects
 * @param externalUrl where people reach this agent; its own host and port where empty
 */
public record NotifySettings(
    List<ReceiverSettings> webhooks,
    List<ReceiverSettings> alertmanagers,
    Optional<URI> externalUrl) {
  /** Nobody is told. */
  public static final NotifySettings NONE =
      new NotifySettings(List.of(), List.of(), Optional.empty());

  public NotifySettings {
    webhooks = List.copyOf(webhooks);
    alertmanagers = List.copyOf(alertmanagers);
  }

  /** Whether nobody is told. */
  public boolean isEmpty() {
    return webhooks.isEmpty() && alertmanagers.isEmpty();
  }

  /** Leaves out where people reach this agent, which may hold more than an address. */
  @Override
  public String toString() {
    return "NotifySettings[webhooks=" + webhooks + ", alertmanagers=" + alertmanagers + "]";
  }
}
