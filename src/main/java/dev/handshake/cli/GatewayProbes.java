package dev.handshake.cli;

import dev.handshake.agent.Probing;
import dev.handshake.credential.Credentials;
import dev.handshake.report.Report;
import dev.handshake.target.Confirm;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * The probes of one gateway, one after another, each of which asks one question.
 *
 * @param reports of the questions that were asked
 */
record GatewayProbes(Map<Question, Report> reports) {
  /** What data actions may be expected to speak; nothing is published about it. */
  static final List<String> BASELINE =
      List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  /** What a probe asks. */
  enum Question {
    /** Whether a client without certificate is refused; also what the server shows of itself. */
    NOBODY,
    /** Whether one with a certificate of an unknown authority is refused. */
    STRANGER,
    /** Whether the known one is let in, and what the application says. */
    KNOWN,
    /** Whether TLS 1.2 is spoken with one of the suites of {@link #BASELINE}. */
    TLS_1_2,
    /** Whether TLS 1.3 is spoken. */
    TLS_1_3
  }

  GatewayProbes {
    reports = Collections.unmodifiableMap(new EnumMap<>(reports));
  }

  /** Asks a gateway everything; no more than the first where it shows no certificate. */
  static GatewayProbes of(Target gateway, Probing probing) throws InterruptedException {
    Map<Question, Report> reports = new EnumMap<>(Question.class);
    for (Question question : Question.values()) {
      if (question == Question.KNOWN && gateway.module().identity().isEmpty()) {
        continue;
      }
      Report report = awaited(probing, asking(question, gateway));
      reports.put(question, report);
      if (question == Question.NOBODY && report.observation().chain().isEmpty()) {
        break;
      }
    }
    return new GatewayProbes(reports);
  }

  Optional<Report> of(Question question) {
    return Optional.ofNullable(reports.get(question));
  }

  private static Report awaited(Probing probing, Target target) throws InterruptedException {
    try {
      return probing.examine(target).get();
    } catch (ExecutionException fault) {
      throw new IllegalStateException("a probe failed by our own fault", fault.getCause());
    }
  }

  private static Target asking(Question question, Target gateway) {
    ProbeModule module = gateway.module();
    return gateway.withModule(
        switch (question) {
          case NOBODY -> refusing(module);
          case STRANGER -> refusing(module).withIdentity(Credentials.STRANGER);
          case KNOWN -> module.withConfirm(Confirm.REQUIRED);
          case TLS_1_2 -> offering(module, TlsVersion.TLS_1_2, BASELINE);
          case TLS_1_3 -> offering(module, TlsVersion.TLS_1_3, List.of());
        });
  }

  /** Whoever must be refused is given nothing that is secret. */
  private static ProbeModule refusing(ProbeModule module) {
    ProbeModule plain = anonymous(module).withExpect(new Expectation.Refused(Set.of(), Set.of()));
    return module
        .http()
        .map(http ->
            plain.withHttp(
                new HttpCheck(
                    http.method(), http.path(), Map.of(), http.expectStatus(), http.timeout())))
        .orElse(plain);
  }

  private static ProbeModule offering(ProbeModule module, TlsVersion version, List<String> suites) {
    TlsOffer usual = module.tls();
    TlsOffer offer =
        new TlsOffer(
            version,
            version,
            suites,
            List.of(),
            List.of(),
            usual.sendServerName(),
            usual.verify(),
            usual.aia());
    return anonymous(module)
        .withTls(offer)
        .withExpect(new Expectation.Refused(Expectation.Refused.OF_OFFER, Set.of()));
  }

  private static ProbeModule anonymous(ProbeModule module) {
    return ProbeModule.DEFAULT
        .withName(module.name())
        .withTiming(module.timing())
        .withTrust(module.trust())
        .withTls(module.tls())
        .withRoute(module.route())
        .withPolicy(module.policy())
        .withRevocation(module.revocation());
  }
}
