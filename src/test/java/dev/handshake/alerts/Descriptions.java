package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;

import dev.handshake.diagnosis.Advice;
import dev.handshake.diagnosis.Meanings;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import java.util.Set;

/** What alerts say of a target, as templates of Prometheus. */
final class Descriptions {
  private static final String OF_THE_TARGET =
      "{instance=%q,target=%q,ip=%q}\" $labels.instance $labels.target $labels.ip) }}";

  /** The target and its address, and which one of all; without a space at either end. */
  static final String TARGET =
      "{{ $labels.target }}{{ with query (printf \"target:tls_target_info:last10m"
          + OF_THE_TARGET
          + " ({{ . | first | label \"address\" }}){{ end }}{{ with $labels.ip }} at {{ . }}{{ end }}";

  /** When it was last fine. */
  static final String SINCE =
      "{{ with query (printf \"tls_probe_last_success_timestamp_seconds"
          + OF_THE_TARGET
          + "It last succeeded on {{ . | first | value | humanizeTimestamp }}."
          + "{{ else }}No success of it is known.{{ end }}";

  /** When something ends, in the value of the alert. */
  static final String END = "{{ $value | humanizeTimestamp }}";

  private Descriptions() {}

  /** Why a target fails, since when, and what to do, for the reasons of one alert. */
  static String failing(Set<Reason> reasons) {
    return TARGET
        + " fails with {{ $labels.reason }} in the phase {{ $labels.phase }}"
        + "{{ with $labels.alert }} after the TLS alert {{ . }}{{ end }}.\n"
        + SINCE
        + "\n"
        + advice(reasons);
  }

  /** What a word means and what to do about it. */
  static String remedy(Finding word) {
    return "Remedy: " + Advice.of(word);
  }

  private static String advice(Set<Reason> reasons) {
    return reasons.size() == 1
        ? said(reasons.iterator().next())
        : reasons.stream()
            .map(reason ->
                "if eq $labels.reason \"%s\" }}%n%s%n{{- ".formatted(reason.word(), said(reason)))
            .collect(joining("else ", "{{- ", "end }}"));
  }

  private static String said(Reason reason) {
    return Meanings.of(reason) + "\n" + remedy(reason);
  }
}
