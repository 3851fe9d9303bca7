package dev.handshake.metrics;

/** The names of what only {@code /probe} tells: those of blackbox_exporter, and one of our own. */
public final class BlackboxNames {
  public static final String SUCCESS = "probe_success";
  public static final String DURATION = "probe_duration_seconds";
  public static final String DNS_LOOKUP_TIME = "probe_dns_lookup_time_seconds";
  public static final String IP_PROTOCOL = "probe_ip_protocol";
  public static final String IP_ADDR_HASH = "probe_ip_addr_hash";
  public static final String FAILED_DUE_TO_REGEX = "probe_failed_due_to_regex";
  public static final String EARLIEST_CERT_EXPIRY = "probe_ssl_earliest_cert_expiry";
  public static final String LAST_CHAIN_EXPIRY = "probe_ssl_last_chain_expiry_timestamp_seconds";
  public static final String LAST_CHAIN_INFO = "probe_ssl_last_chain_info";
  public static final String TLS_VERSION_INFO = "probe_tls_version_info";
  public static final String TLS_CIPHER_INFO = "probe_tls_cipher_info";
  public static final String HTTP_STATUS_CODE = "probe_http_status_code";
  public static final String HTTP_SSL = "probe_http_ssl";
  public static final String HTTP_VERSION = "probe_http_version";
  public static final String HTTP_REDIRECTS = "probe_http_redirects";
  public static final String HTTP_CONTENT_LENGTH = "probe_http_content_length";
  public static final String HTTP_DURATION = "probe_http_duration_seconds";

  public static final String SKIPPED = "tls_probe_skipped";

  private BlackboxNames() {}
}
