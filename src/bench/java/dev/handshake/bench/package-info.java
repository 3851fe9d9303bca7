/**
 * What a confirmed full handshake costs here and elsewhere: the agent, Debian's blackbox exporter
 * and openssl s_time take turns against one nginx.
 */
@NullMarked
package dev.handshake.bench;

import org.jspecify.annotations.NullMarked;
