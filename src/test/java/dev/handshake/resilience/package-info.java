/** The agent, broken on purpose; docs/resilience.md has a row for each of these tests. */
@NullMarked
package dev.handshake.resilience;

import org.jspecify.annotations.NullMarked;
