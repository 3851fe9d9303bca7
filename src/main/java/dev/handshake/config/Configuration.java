package dev.handshake.config;

import dev.handshake.credential.Credentials;

/** A configuration file with the credentials that it names. */
public record Configuration(Settings settings, Credentials credentials) {}
