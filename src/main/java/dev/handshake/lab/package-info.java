/** An embedded PKI and a street of servers, each knowing the reason it must provoke. */
@NullMarked
package dev.handshake.lab;

import org.jspecify.annotations.NullMarked;
