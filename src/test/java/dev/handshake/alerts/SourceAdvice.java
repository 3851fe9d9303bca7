package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;

import dev.handshake.genesys.Source;
import dev.handshake.genesys.SourceFault;
import java.util.Arrays;
import java.util.Optional;

/** What to do where the platform's API does not say what it is asked for, as templates. */
final class SourceAdvice {
  /** The reason of one source, as the value of a template's {@code with}. */
  private static final String REASON =
      "{{ with query (printf \"genesys_source_failure_info{instance=%q,organization=%q,source=%q}\""
          + " $labels.instance $labels.organization $labels.source) }}";

  /** The reason that most sources of an organization have, a breaker that follows from it aside. */
  private static final String REASONS =
      "{{ with query (printf \"topk(1, count by (reason) (genesys_source_failure_info{instance=%q,organization=%q,reason!='breaker_open'}))\""
          + " $labels.instance $labels.organization) }}";

  /** Why a source is down and what to do. */
  static final String OF_A_SOURCE = said(REASON);

  /** Why all sources of an organization are down and what to do. */
  static final String OF_AN_ORGANIZATION = said(REASONS);

  private SourceAdvice() {}

  private static String said(String query) {
    return query
        + "{{ with . | first | label \"reason\" }} The reason is {{ . }}.\n"
        + Arrays.stream(SourceFault.values())
            .map(fault ->
                "if eq . \"%s\" }}%nRemedy: %s%n{{- ".formatted(fault.word(), remedy(fault)))
            .collect(joining("else ", "{{- ", "end }}{{ end }}"))
        + "{{ else }}\nRemedy: The agent's log has the first failure with its correlation id.{{ end }}";
  }

  /** What to do about a fault. */
  static String remedy(SourceFault fault) {
    return switch (fault) {
      case UNREACHABLE ->
          "See from the agent's host whether the region's login and api hosts can be reached: name, route, firewall, the proxy in `proxy`.";
      case TIMEOUT ->
          "See how long the region's hosts take to answer from the agent's host, and what the vendor's status page says.";
      case UNTRUSTED ->
          "Look at the chain that the agent is shown by the api host: an inspecting proxy on the way is the usual cause. Name its root in a trust store of the organization only if that inspection is meant.";
      case UNAUTHORIZED ->
          "The client id or its secret was refused: see that the OAuth client is active, of this region and of the grant client credentials, and put its new secret into the file.";
      case PERMISSION_DENIED ->
          "Give the role of the OAuth client the permission that this source needs"
              + permissions()
              + ", in the division of what is watched, or switch the source off.";
      case RATE_LIMITED ->
          "Find who else uses this OAuth client, give the agent one of its own, and lengthen `poll_interval`.";
      case SERVER_ERROR ->
          "The platform fails by itself: look at the vendor's status page, and open a case with the correlation id from the agent's log.";
      case UNEXPECTED_STATUS ->
          "Look at the status and the correlation id in the agent's log; 404 means that this organization or region lacks the resource, so switch the source off.";
      case INVALID_ANSWER ->
          "The answer was cut off or cannot be believed, and what was known before is kept. If it does not mend itself, compare with what the API's own explorer shows and open a case.";
      case BREAKER_OPEN ->
          "Nothing was asked, since requests had failed just before: the other sources' reasons say why.";
      case INTERNAL ->
          "The agent's own fault: its log says which, such as a secret's file that it cannot read.";
    };
  }

  /** The permission that a source needs, where it needs one. */
  static Optional<String> permission(Source source) {
    return switch (source) {
      case CERTIFICATES, TRUSTSTORE -> Optional.of("integrations:actionCertificate:view");
      case IDENTITY_PROVIDERS -> Optional.of("sso:provider:view");
      case INTEGRATIONS, CREDENTIALS -> Optional.of("integrations:integration:view");
      case ACTIONS -> Optional.of("integrations:action:view");
      case AUDITS -> Optional.of("audits:audit:view");
      case EDGES -> Optional.of("telephony:plugin:all");
      case IP_RANGES, ORGANIZATION -> Optional.empty();
    };
  }

  private static String permissions() {
    return Arrays.stream(Source.values())
        .flatMap(source ->
            permission(source).stream()
                .map(permission ->
                    "{{ if eq $labels.source \"%s\" }} (%s){{ end }}"
                        .formatted(source.word(), permission)))
        .collect(joining());
  }
}
