package dev.handshake.discovery;

/**
 * Reads lists of groups of targets, in the format that Prometheus reads from files (file_sd) and
 * over HTTP (http_sd): {@code [{"targets": ["crm.example.com:443"], "labels": {"team": "ivr"}}]}.
 */
@FunctionalInterface
public interface TargetGroups {
  /** The label whose value is the name of a group's one target. */
  String NAME = "__name__";

  /** The label whose value is the name of the module by which a group's targets are probed. */
  String MODULE = "__module__";

  /** The label whose value is asked for and verified in place of the address's host. */
  String SERVER_NAME = "__server_name__";

  /** What an agent calls the name of a target that it lists for others. */
  String LISTED_NAME = "__meta_handshake_target";

  /** What an agent calls the module of a target that it lists for others. */
  String LISTED_MODULE = "__meta_handshake_module";

  /** What an agent calls the name that it sends for a target that it lists for others. */
  String LISTED_SERVER_NAME = "__meta_handshake_server_name";

  /** The most targets of one source. */
  int MOST_TARGETS = 100_000;

  /** Reads a text as a whole: one mistake, and nothing of it is taken. */
  Reading read(TargetText text);
}
