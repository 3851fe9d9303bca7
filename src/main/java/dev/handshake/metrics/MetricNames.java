package dev.handshake.metrics;

import java.util.Set;
import java.util.regex.Pattern;

/** The names of all metrics and labels of the contract. */
public final class MetricNames {
  public static final String TARGET_INFO = "tls_target_info";
  public static final String PROBE_INTERVAL = "tls_probe_interval_seconds";
  public static final String PROBE_LATENCY_BUDGET = "tls_probe_latency_budget_seconds";
  public static final String PROBE_SUCCESS = "tls_probe_success";
  public static final String PROBE_FAILURE_INFO = "tls_probe_failure_info";
  public static final String PROBE_FINDING_INFO = "tls_probe_finding_info";
  public static final String PROBES = "tls_probes_total";
  public static final String PROBE_FAILURES = "tls_probe_failures_total";
  public static final String ALERTS_RECEIVED = "tls_alerts_received_total";
  public static final String PROBE_PHASE = "tls_probe_phase_seconds";
  public static final String PROBE_DURATION = "tls_probe_duration_seconds";
  public static final String HANDSHAKE_DURATION = "tls_handshake_duration_seconds";
  public static final String PROBE_LAST = "tls_probe_last_timestamp_seconds";
  public static final String PROBE_LAST_SUCCESS = "tls_probe_last_success_timestamp_seconds";
  public static final String CHAIN_LAST_SEEN = "tls_chain_last_seen_timestamp_seconds";
  public static final String CONNECTION_INFO = "tls_connection_info";
  public static final String PROTOCOL_VERSION = "tls_protocol_version";
  public static final String POST_QUANTUM = "tls_key_exchange_post_quantum";
  public static final String CHAIN_DEPTH = "tls_chain_depth";
  public static final String CHAIN_VERIFIED_DEPTH = "tls_chain_verified_depth";
  public static final String CERTIFICATE_NOT_AFTER = "tls_certificate_not_after_timestamp_seconds";
  public static final String CERTIFICATE_NOT_BEFORE =
      "tls_certificate_not_before_timestamp_seconds";
  public static final String CERTIFICATE_INFO = "tls_certificate_info";
  public static final String CHAIN_NOT_AFTER = "tls_chain_not_after_timestamp_seconds";
  public static final String CERTIFICATE_CHANGES = "tls_certificate_changes_total";
  public static final String CERTIFICATE_LAST_CHANGE =
      "tls_certificate_last_change_timestamp_seconds";
  public static final String CONNECTION_CHANGES = "tls_connection_changes_total";
  public static final String CONNECTION_LAST_CHANGE =
      "tls_connection_last_change_timestamp_seconds";
  public static final String CHECK_PASSED = "tls_check_passed";
  public static final String OCSP_STAPLED = "tls_ocsp_stapled";
  public static final String REVOCATION_STATUS_INFO = "tls_revocation_status_info";
  public static final String CLIENT_CERTIFICATE_REQUESTED = "tls_client_certificate_requested";
  public static final String CLIENT_CERTIFICATE_ACCEPTANCE = "tls_client_certificate_acceptance";
  public static final String BREAKER_STATE = "tls_breaker_state";
  public static final String BREAKER_TRANSITIONS = "tls_breaker_transitions_total";
  public static final String IDENTITY_NOT_AFTER = "tls_identity_not_after_timestamp_seconds";
  public static final String IDENTITY_CHECK_PASSED = "tls_identity_check_passed";

  public static final String TRUST_STORE_NOT_AFTER = "tls_trust_store_not_after_timestamp_seconds";
  public static final String TRUST_STORE_CERTIFICATES = "tls_trust_store_certificates";

  public static final String CLIENT_CERTIFICATE_NOT_AFTER =
      "genesys_client_certificate_not_after_timestamp_seconds";
  public static final String CLIENT_CERTIFICATE_NOT_BEFORE =
      "genesys_client_certificate_not_before_timestamp_seconds";
  public static final String CLIENT_CERTIFICATE_INFO = "genesys_client_certificate_info";
  public static final String CLIENT_CERTIFICATE_CLIENT_AUTH =
      "genesys_client_certificate_client_auth";
  public static final String CLIENT_CERTIFICATE_TRUSTED = "genesys_client_certificate_trusted";
  public static final String CLIENT_CERTIFICATE_NAMED = "genesys_client_certificate_named";
  public static final String CLIENT_CERTIFICATE_UPCOMING_MISSING =
      "genesys_client_certificate_upcoming_missing";
  public static final String CLIENT_CERTIFICATE_CHANGES =
      "genesys_client_certificate_changes_total";
  public static final String CLIENT_CERTIFICATE_LAST_CHANGE =
      "genesys_client_certificate_last_change_timestamp_seconds";
  public static final String CLIENT_CERTIFICATE_REVOKED = "genesys_client_certificate_revoked";
  public static final String CLIENT_CERTIFICATE_CRL_UP = "genesys_client_certificate_crl_up";
  public static final String CLIENT_CERTIFICATE_CRL_NEXT_UPDATE =
      "genesys_client_certificate_crl_next_update_timestamp_seconds";
  public static final String GATEWAY_ROOT_TRUSTED = "genesys_gateway_root_trusted";
  public static final String TRUSTED_ROOTS = "genesys_trusted_roots";
  public static final String IDENTITY_PROVIDER_NOT_AFTER =
      "genesys_identity_provider_certificate_not_after_timestamp_seconds";
  public static final String IDENTITY_PROVIDER_INFO = "genesys_identity_provider_info";
  public static final String IDENTITY_PROVIDER_USES_SSO_CERTIFICATE =
      "genesys_identity_provider_uses_sso_certificate";
  public static final String INTEGRATION_INFO = "genesys_integration_info";
  public static final String CREDENTIAL_MODIFIED =
      "genesys_integration_credential_modified_timestamp_seconds";
  public static final String DATA_ACTIONS = "genesys_data_actions";
  public static final String DATA_ACTIONS_UNPROBED = "genesys_data_actions_unprobed";
  public static final String IP_RANGES = "genesys_ip_ranges";
  public static final String IP_RANGES_INFO = "genesys_ip_ranges_set_info";
  public static final String IP_RANGES_LAST_CHANGE =
      "genesys_ip_ranges_last_change_timestamp_seconds";
  public static final String AUDIT_EVENTS = "genesys_audit_events_total";
  public static final String AUDIT_LAST_EVENT = "genesys_audit_last_event_timestamp_seconds";
  public static final String ORGANIZATION_INFO = "genesys_organization_info";
  public static final String ORGANIZATION_LIMIT = "genesys_organization_limit";
  public static final String EDGE_AUTHORITY_NOT_AFTER =
      "genesys_edge_authority_not_after_timestamp_seconds";
  public static final String SUPPLIED_CERTIFICATE_NOT_AFTER =
      "genesys_supplied_certificate_not_after_timestamp_seconds";
  public static final String SUPPLIED_CERTIFICATE_INFO = "genesys_supplied_certificate_info";
  public static final String ACTION_TEST_SUCCESS = "genesys_action_test_success";
  public static final String ACTION_TEST_DURATION = "genesys_action_test_duration_seconds";
  public static final String ACTION_TEST_LAST = "genesys_action_test_last_timestamp_seconds";
  public static final String ACTION_TEST_FAILURE_INFO = "genesys_action_test_failure_info";
  public static final String GENESYS_SOURCE_UP = "genesys_source_up";
  public static final String GENESYS_SOURCE_LAST_SUCCESS =
      "genesys_source_last_success_timestamp_seconds";
  public static final String GENESYS_SOURCE_FAILURE_INFO = "genesys_source_failure_info";
  public static final String API_REQUESTS = "genesys_api_requests_total";
  public static final String API_REQUEST_DURATION = "genesys_api_request_duration_seconds";
  public static final String API_RATE_LIMIT_ALLOWED = "genesys_api_rate_limit_allowed";
  public static final String API_RATE_LIMIT_USED = "genesys_api_rate_limit_used";
  public static final String API_RATE_LIMIT_RESET = "genesys_api_rate_limit_reset_seconds";
  public static final String API_BREAKER_STATE = "genesys_api_breaker_state";
  public static final String TOKEN_EXPIRY = "genesys_token_expiry_timestamp_seconds";

  public static final String SOURCE_UP = "handshake_exporter_source_up";
  public static final String SOURCE_LAST_SUCCESS =
      "handshake_exporter_source_last_success_timestamp_seconds";

  public static final String BUILD_INFO = "handshake_exporter_build_info";
  public static final String RELOAD_SUCCESSFUL = "handshake_exporter_config_last_reload_successful";
  public static final String RELOAD_SUCCESS_TIME =
      "handshake_exporter_config_last_reload_success_timestamp_seconds";
  public static final String TARGETS = "handshake_exporter_targets";
  public static final String PROBES_IN_FLIGHT = "handshake_exporter_probes_in_flight";
  public static final String SCHEDULE_LAG = "handshake_exporter_schedule_lag_seconds";

  public static final String DROPPED_PROBES = "handshake_exporter_dropped_probes_total";
  public static final String LATE_PROBES = "handshake_exporter_late_probes_total";
  public static final String NOTIFICATIONS = "handshake_exporter_notifications_total";
  public static final String NOTIFICATIONS_QUEUED = "handshake_exporter_notifications_queued";

  public static final String PROCESS_CPU = "process_cpu_seconds_total";
  public static final String PROCESS_RESIDENT_MEMORY = "process_resident_memory_bytes";
  public static final String PROCESS_OPEN_FDS = "process_open_fds";
  public static final String PROCESS_MAX_FDS = "process_max_fds";
  public static final String PROCESS_START_TIME = "process_start_time_seconds";

  /** Labels that the contract gives a meaning: a target's own labels may not bear their names. */
  public static final Set<String> RESERVED_LABELS =
      Set.of(
          "target",
          "address",
          "server_name",
          "module",
          "expect",
          "ip",
          "reason",
          "phase",
          "party",
          "alert",
          "finding",
          "fact",
          "outcome",
          "protocol",
          "cipher",
          "group",
          "alpn",
          "position",
          "subject",
          "issuer",
          "serial",
          "fingerprint_sha256",
          "key",
          "signature_algorithm",
          "check",
          "source",
          "status",
          "state",
          "to",
          "identity",
          "trust",
          "organization",
          "region",
          "authority",
          "code",
          "le",
          "quantile",
          "instance",
          "job");

  /** The most characters of a label's value that are shown. */
  public static final int LONGEST_VALUE = 256;

  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private MetricNames() {}

  /** Whether a label of this name may be a target's own. */
  public static boolean mayBeOwn(String label) {
    return LABEL.matcher(label).matches()
        && !label.startsWith("__")
        && !RESERVED_LABELS.contains(label);
  }
}
