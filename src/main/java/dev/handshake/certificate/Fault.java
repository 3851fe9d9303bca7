package dev.handshake.certificate;

import dev.handshake.reason.Finding;

/**
 * A finding about a chain, with the concrete values of this case.
 *
 * @param detail one sentence with names and dates, as a person would say it
 */
public record Fault(Finding finding, String detail) {}
