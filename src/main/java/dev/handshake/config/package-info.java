/** YAML to the settings records that each package declares; errors with file, line and path. */
@NullMarked
package dev.handshake.config;

import org.jspecify.annotations.NullMarked;
