/** The rules for Prometheus, made from tables, and the cases that they are tested with. */
@NullMarked
package dev.handshake.alerts;

import org.jspecify.annotations.NullMarked;
