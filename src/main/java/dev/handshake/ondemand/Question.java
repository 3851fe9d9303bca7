package dev.handshake.ondemand;

import java.util.Optional;

/**
 * A wish for one probe, in the words of whoever has it.
 *
 * @param target a configured target's name, {@code host:port} or an {@code https://} URL; empty
 *     where it is missing
 * @param module the name of a module
 * @param hostname what to ask for and verify instead of the target's own name
 * @param scrapeTimeout how many seconds the asker waits, as Prometheus says it in a header
 */
public record Question(
    String target,
    Optional<String> module,
    Optional<String> hostname,
    Optional<String> scrapeTimeout) {}
