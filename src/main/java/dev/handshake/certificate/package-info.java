/** A certificate chain and what is true of it: the path to given anchors, names, dates, order. */
@NullMarked
package dev.handshake.certificate;

import org.jspecify.annotations.NullMarked;
