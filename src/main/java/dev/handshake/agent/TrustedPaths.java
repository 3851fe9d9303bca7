package dev.handshake.agent;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.KnownIntermediates;
import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.TargetStatus;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Has the intermediates of trusted paths remembered, so that a chain that was sent without one is
 * told from a chain to an unknown root. The one-shot commands do without it: what they say of one
 * target must not depend on which others were asked before.
 */
final class TrustedPaths implements ReportListener {
  private final KnownIntermediates known;

  TrustedPaths(KnownIntermediates known) {
    this.known = known;
  }

  @Override
  public void report(Report report, TargetStatus status) {
    List<X509Certificate> path = report.chain().map(ChainFindings::path).orElse(List.of());
    for (int position = 1; position < path.size() - 1; position++) {
      known.remember(path.get(position));
    }
  }
}
