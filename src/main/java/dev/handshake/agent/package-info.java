/** The composition root: build the graph, start, drain, stop. */
@NullMarked
package dev.handshake.agent;

import org.jspecify.annotations.NullMarked;
