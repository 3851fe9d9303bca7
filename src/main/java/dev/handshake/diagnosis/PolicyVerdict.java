package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Policy;
import dev.handshake.target.TlsVersion;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a target's policy says of what was negotiated and shown. What was not reached, or cannot be
 * told, violates nothing.
 *
 * @param violations in the order of their words
 * @param checks those that were asked for and could be answered
 */
record PolicyVerdict(List<Violation> violations, Map<Check, Boolean> checks) {
  /** One demand that was not met: what was found, and what was allowed. */
  record Violation(Remark finding, String found) {}

  PolicyVerdict {
    violations = List.copyOf(violations);
    checks = Collections.unmodifiableMap(new EnumMap<>(checks));
  }

  static PolicyVerdict of(Observation seen, Optional<ChainFindings> chain) {
    return new Judgement(seen, chain).verdict();
  }

  /** The reason that holds, where anything is violated. */
  Optional<Verdict> verdict(Observation seen) {
    return violations.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Verdict(
                Reason.POLICY_VIOLATION,
                Phase.HANDSHAKE,
                violations.stream()
                    .map(Violation::found)
                    .collect(
                        Collectors.joining(
                            "; ", Wording.who(seen) + " is outside its policy: ", "."))));
  }

  List<Remark> findings() {
    return violations.stream().map(Violation::finding).toList();
  }

  /** The demands, one by one. */
  private static final class Judgement {
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Check, Boolean> checks = new EnumMap<>(Check.class);
    private final Observation seen;
    private final Optional<ChainFindings> chain;
    private final Policy policy;

    Judgement(Observation seen, Optional<ChainFindings> chain) {
      this.seen = seen;
      this.chain = chain;
      this.policy = seen.target().module().policy();
    }

    PolicyVerdict verdict() {
      seen.connection().flatMap(Connection::protocol).ifPresent(this::protocol);
      listed(
          Remark.POLICY_CIPHER,
          "cipher",
          policy.ciphers(),
          seen.connection().flatMap(Connection::cipher));
      listed(
          Remark.POLICY_GROUP,
          "group",
          policy.groups(),
          seen.connection().flatMap(Connection::group));
      if (!policy.issuers().isEmpty()) {
        seen.chain().flatMap(sent -> LeafIssuer.of(sent, chain)).ifPresent(this::issuer);
      }
      if (policy.minDaysLeft() > 0) {
        seen.chain().flatMap(sent -> sent.leaf().x509()).ifPresent(this::lifetime);
      }
      return new PolicyVerdict(violations, checks);
    }

    private void protocol(TlsVersion version) {
      judge(
          Optional.of(Check.PROTOCOL_POLICY),
          version.compareTo(policy.minVersion()) >= 0,
          Remark.POLICY_PROTOCOL,
          "it negotiated %s (allowed: %s or newer)"
              .formatted(version.word(), policy.minVersion().word()));
    }

    private void listed(
        Remark word, String noun, List<String> allowed, Optional<String> negotiated) {
      if (!allowed.isEmpty() && negotiated.isPresent()) {
        judge(
            Optional.of(Check.CIPHER_POLICY),
            allowed.contains(negotiated.get()),
            word,
            "it negotiated the %s %s (allowed: %s)"
                .formatted(noun, negotiated.get(), Wording.some(allowed)));
      }
    }

    private void issuer(LeafIssuer issuer) {
      judge(
          Optional.of(Check.ISSUER_POLICY),
          issuer.isOneOf(policy.issuers()),
          Remark.POLICY_ISSUER,
          "its certificate was issued by %s (allowed: %s)"
              .formatted(issuer.shown(), Pins.shown(policy.issuers())));
    }

    private void lifetime(X509Certificate leaf) {
      Duration left = Duration.between(seen.time(), leaf.getNotAfter().toInstant());
      judge(
          Optional.empty(),
          left.compareTo(Duration.ofDays(policy.minDaysLeft())) >= 0,
          Remark.POLICY_LIFETIME,
          "its certificate has %s left (allowed: at least %d)"
              .formatted(Wording.days(left), policy.minDaysLeft()));
    }

    private void judge(Optional<Check> check, boolean met, Remark word, String found) {
      check.ifPresent(asked -> checks.merge(asked, met, Boolean::logicalAnd));
      if (!met) {
        violations.add(new Violation(word, found));
      }
    }
  }
}
