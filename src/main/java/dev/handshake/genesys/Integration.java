package dev.handshake.genesys;

/**
 * A web-services integration of data actions.
 *
 * @param state as the API reports it, such as {@code ACTIVE}
 * @param authority whose client certificate it shows, as it was configured; empty where that was
 *     left out
 */
public record Integration(String id, String name, String state, String authority) {}
