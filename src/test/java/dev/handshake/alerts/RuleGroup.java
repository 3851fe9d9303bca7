package dev.handshake.alerts;

import java.util.List;

/** Rules that Prometheus evaluates together, in this order. */
record RuleGroup(String name, List<? extends Rule> rules) {
  RuleGroup {
    rules = List.copyOf(rules);
  }
}
