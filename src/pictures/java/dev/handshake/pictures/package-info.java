/**
 * Pictures of the dashboards: the agent probes servers of the lab, a real Prometheus scrapes it,
 * and Grafana's own panel components draw what it answers.
 */
@NullMarked
package dev.handshake.pictures;

import org.jspecify.annotations.NullMarked;
