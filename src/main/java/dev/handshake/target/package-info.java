/** What is watched: target, endpoint, names, labels, its module, what it expects. */
@NullMarked
package dev.handshake.target;

import org.jspecify.annotations.NullMarked;
