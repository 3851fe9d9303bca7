/** The Grafana dashboards: the generator of {@code dashboards/} and what proves it right. */
@NullMarked
package dev.handshake.grafana;

import org.jspecify.annotations.NullMarked;
