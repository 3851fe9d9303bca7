/** What one probe saw, as data and without judgement. */
@NullMarked
package dev.handshake.observation;

import org.jspecify.annotations.NullMarked;
