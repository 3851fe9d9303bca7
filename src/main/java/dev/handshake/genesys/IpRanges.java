package dev.handshake.genesys;

import java.time.Instant;
import java.util.Optional;

/**
 * From where a service of the platform calls.
 *
 * @param count how many ranges there are
 * @param sha256 over the sorted ranges, a line each
 * @param lastChange when another set was first seen; empty until one was
 */
public record IpRanges(String service, int count, String sha256, Optional<Instant> lastChange) {}
