package dev.handshake.cli;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.Fault;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.Shown;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.IdentityFileCheck;
import dev.handshake.credential.IdentityFindings;
import dev.handshake.reason.Check;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Printable;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What is to be said of the files of an identity.
 *
 * @param wrong a sentence for each thing that keeps it from being used
 * @param notes what is remarkable and harms nobody
 * @param described the certificate in a few words; empty where none could be read
 */
record IdentityVerdict(List<String> wrong, List<String> notes, String described) {
  IdentityVerdict {
    wrong = List.copyOf(wrong);
    notes = List.copyOf(notes);
  }

  /**
   * By whom an identity is judged.
   *
   * @param peer who is shown it, in a sentence
   * @param harmless what is remarkable and harms nobody
   */
  record Judge(
      ChainInspector chains,
      Optional<TrustAnchors> trust,
      String peer,
      Set<Finding> harmless,
      BiFunction<PeerChain, TrustAnchors, ChainQuestion> question) {
    /** Servers: each decides by itself whom it trusts. */
    static Judge ofClient(ChainInspector chains, Optional<TrustAnchors> trust) {
      return new Judge(
          chains,
          trust,
          "a server",
          Set.of(Reason.CERTIFICATE_SELF_SIGNED, Remark.CHAIN_ROOT_SENT, Remark.ANCHOR_EXPIRED),
          ChainQuestion::ofClient);
    }

    /** Anybody's clients, who ask for a name and trust nobody by himself. */
    static Judge ofServer(ChainInspector chains, Optional<TrustAnchors> trust, String name) {
      return new Judge(
          chains,
          trust,
          "a client",
          Set.of(Remark.CHAIN_ROOT_SENT, Remark.ANCHOR_EXPIRED),
          (chain, anchors) -> ChainQuestion.ofServer(chain, anchors, name));
    }
  }

  static IdentityVerdict of(IdentityFileCheck check, Judge judge, Instant now) {
    List<String> wrong = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    check.unusable().forEach(why -> wrong.add(CheckIdentityCommand.inOptions(why) + "."));
    check
        .findings()
        .ifPresent(findings -> {
          for (Fault fault : findings.faults()) {
            (judge.harmless().contains(fault.finding()) ? notes : wrong).add(fault.detail());
          }
          judge
              .trust()
              .ifPresentOrElse(
                  anchors -> underTrust(judge, findings, anchors, now, wrong, notes),
                  () -> unknownIssuer(findings).ifPresent(notes::add));
        });
    check.exposed().forEach(who -> notes.add(who + "."));
    String described = check.findings().map(found -> "; " + described(found, now)).orElse("");
    return new IdentityVerdict(wrong, notes, described);
  }

  boolean isFine() {
    return wrong.isEmpty();
  }

  /** Prints all of it, the sum last. */
  void print(PrintWriter out, String name) {
    wrong.stream().map(Printable::of).forEach(out::println);
    notes.forEach(note -> out.println("note: " + Printable.of(note)));
    String count =
        switch (wrong.size()) {
          case 0 -> "nothing is wrong";
          case 1 -> "1 thing is wrong";
          default -> wrong.size() + " things are wrong";
        };
    out.println(Printable.of(name + ": " + count + described));
  }

  /** A fault of the path that the certificate has under these anchors, and not by itself. */
  private static void underTrust(
      Judge judge,
      IdentityFindings findings,
      TrustAnchors anchors,
      Instant now,
      List<String> wrong,
      List<String> notes) {
    ChainQuestion question = judge.question().apply(findings.chain(), anchors);
    List<String> objections =
        judge.chains().inspect(question, now).faults().stream()
            .filter(fault -> fault.finding() instanceof Reason)
            .map(Fault::detail)
            .toList();
    String peer = judge.peer() + " that trusts exactly " + Shown.text(anchors.name());
    objections.stream()
        .filter(objection -> !wrong.contains(objection))
        .forEach(objection -> wrong.add("Refused by " + peer + ": " + objection));
    if (objections.isEmpty()) {
      notes.add("accepted by " + peer + ".");
    }
  }

  private static Optional<String> unknownIssuer(IdentityFindings findings) {
    X509Certificate last = findings.certificates().getLast();
    return findings.checks().containsKey(Check.CHAIN_COMPLETE)
        ? Optional.empty()
        : Optional.of(
            "the chain ends below "
                + Shown.issuer(last)
                + ", which is not known here; if that is no root, it must be sent as well.");
  }

  private static String described(IdentityFindings findings, Instant now) {
    X509Certificate leaf = findings.certificates().getFirst();
    Instant end = findings.notAfter().orElse(leaf.getNotAfter().toInstant());
    long days = Duration.between(now, end).toDays();
    return "%s, issued by %s, %s until %s%s"
        .formatted(
            Shown.name(leaf),
            Shown.issuer(leaf),
            findings.certificates().size() == 1
                ? "sent alone, good"
                : "sent with %d more, good".formatted(findings.certificates().size() - 1),
            end,
            days > 0 ? " (" + days + " days)" : "");
  }
}
