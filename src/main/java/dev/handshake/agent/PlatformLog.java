package dev.handshake.agent;

import dev.handshake.genesys.AuditEvent;
import dev.handshake.genesys.CertificateChange;
import dev.handshake.genesys.GenesysListener;
import dev.handshake.genesys.SourceStatus;
import dev.handshake.report.Printable;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line for each change that the platform tells of, and for what becomes of its sources. */
final class PlatformLog implements GenesysListener {
  private static final int LONGEST = 256;
  private static final Logger LOG = LoggerFactory.getLogger(PlatformLog.class);

  @Override
  public void failed(String organization, String source, SourceStatus.Failure failure) {
    LOG.atWarn()
        .addKeyValue("organization", organization)
        .addKeyValue("source", source)
        .addKeyValue("reason", failure.fault().word())
        .addKeyValue("detail", shown(failure.detail()))
        .log("source fails");
  }

  @Override
  public void returned(String organization, String source) {
    LOG.atInfo()
        .addKeyValue("organization", organization)
        .addKeyValue("source", source)
        .log("source works again");
  }

  @Override
  public void changed(String organization, CertificateChange change) {
    LOG.atInfo()
        .addKeyValue("organization", organization)
        .addKeyValue("authority", change.authority())
        .addKeyValue("status", change.status())
        .addKeyValue("from", joined(change.from()))
        .addKeyValue("to", joined(change.to()))
        .log("client certificate changed");
  }

  @Override
  public void audited(String organization, AuditEvent event) {
    LOG.atInfo()
        .addKeyValue("organization", organization)
        .addKeyValue("time", event.time())
        .addKeyValue("service", shown(event.service()))
        .addKeyValue("entity_type", shown(event.entityType()))
        .addKeyValue("action", shown(event.action()))
        .addKeyValue("entity", shown(event.entity()))
        .addKeyValue("actor", shown(event.actor()))
        .addKeyValue("outcome", shown(event.outcome()))
        .addKeyValue("properties", shown(joined(event.properties())))
        .log("platform changed");
  }

  private static String joined(List<String> words) {
    return words.isEmpty() ? "none" : String.join(",", words);
  }

  private static String shown(String text) {
    return Printable.cut(text, LONGEST);
  }
}
