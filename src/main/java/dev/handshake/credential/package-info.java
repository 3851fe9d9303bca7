/**
 * What we show and whom we trust: identities and trust stores, read from files and judged before
 * use.
 */
@NullMarked
package dev.handshake.credential;

import org.jspecify.annotations.NullMarked;
