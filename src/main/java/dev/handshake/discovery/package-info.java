/** Where targets come from: what a source is, and all that the sources name together. */
@NullMarked
package dev.handshake.discovery;

import org.jspecify.annotations.NullMarked;
