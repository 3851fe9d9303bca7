package dev.handshake.cli;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import dev.handshake.reason.Reason;
import dev.handshake.report.Printable;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A chain as a small tree: the certificates as they were sent, leaf first, then those of the path
 * that were not sent; with the key of each, what is left of its time, and where trust ends.
 */
final class ChainText {
  private static final int SHOWN = 10;
  private static final int NAME_WIDTH = 120;

  /** Names up to this width stand in a column; a longer one pushes its own line alone. */
  private static final int COLUMN = 56;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

  private final PeerChain chain;
  private final List<X509Certificate> path;
  private final boolean untrusted;
  private final String store;
  private final Style style;
  private final Instant now;
  private final List<Link> links = new ArrayList<>();

  private record Link(String name, String key, String validity, String remark) {}

  private ChainText(
      PeerChain chain, Optional<ChainFindings> findings, String store, Style style, Instant now) {
    this.chain = chain;
    this.path = findings.map(ChainFindings::path).orElse(List.of());
    this.untrusted = findings.map(ChainText::untrusted).orElse(false);
    this.store = "trust store " + Printable.of(store);
    this.style = style;
    this.now = now;
  }

  /**
   * The lines of the tree.
   *
   * @param store the name of the trust store that the chain was judged by
   */
  static List<String> lines(
      PeerChain chain, Optional<ChainFindings> findings, String store, Style style, Instant now) {
    return new ChainText(chain, findings, store, style, now).lines();
  }

  private static boolean untrusted(ChainFindings findings) {
    return findings.path().isEmpty()
        && findings.faults().stream()
            .anyMatch(fault ->
                fault.finding() == Reason.CERTIFICATE_SELF_SIGNED
                    || fault.finding() == Reason.CERTIFICATE_UNTRUSTED
                    || fault.finding() == Reason.CERTIFICATE_CHAIN_INCOMPLETE);
  }

  private List<String> lines() {
    chain.certificates().stream().limit(SHOWN).forEach(this::addSent);
    if (chain.depth() > SHOWN) {
      links.add(new Link("and " + (chain.depth() - SHOWN) + " more", "", "", ""));
    }
    path.stream().filter(certificate -> !isSent(certificate)).forEach(this::addKnown);
    if (untrusted) {
      unknownIssuer().ifPresent(links::add);
    }
    return tree();
  }

  private void addSent(PeerCertificate certificate) {
    links.add(
        certificate
            .facts()
            .map(facts -> link(facts, certificate.x509().map(this::trusted).orElse("")))
            .orElse(new Link("(a certificate that cannot be read)", "", "", "")));
  }

  private void addKnown(X509Certificate certificate) {
    String remark = trusted(certificate);
    CertificateFacts.of(certificate)
        .ifPresent(facts -> links.add(link(facts, remark.isEmpty() ? "not sent" : remark)));
  }

  private String trusted(X509Certificate certificate) {
    if (!path.isEmpty() && certificate.equals(path.getLast())) {
      return "in " + store;
    }
    boolean end = untrusted && isLast(certificate) && isSelfIssued(certificate);
    return end ? style.bad("not in " + store) : "";
  }

  /** Who would have to be known for the last certificate sent to be trusted. */
  private Optional<Link> unknownIssuer() {
    return chain
        .certificates()
        .getLast()
        .facts()
        .filter(last -> sent().noneMatch(other -> other.subject().equals(last.issuer())))
        .map(
            last -> new Link(shown(last.issuer()), "", "", style.bad("not sent, not in " + store)));
  }

  private Stream<CertificateFacts> sent() {
    return chain.certificates().stream().flatMap(certificate -> certificate.facts().stream());
  }

  private boolean isSent(X509Certificate certificate) {
    return chain.certificates().stream()
        .anyMatch(sent -> sent.x509().equals(Optional.of(certificate)));
  }

  private boolean isLast(X509Certificate certificate) {
    return chain.certificates().getLast().x509().equals(Optional.of(certificate));
  }

  private static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private Link link(CertificateFacts facts, String remark) {
    return new Link(
        name(facts), facts.key(), validity(facts.notBefore(), facts.notAfter()), remark);
  }

  private static String name(CertificateFacts facts) {
    if (!facts.subject().isEmpty()) {
      return shown(facts.subject());
    }
    return facts.dnsNames().isEmpty()
        ? "(no subject)"
        : "(no subject, for " + shown(facts.dnsNames().getFirst()) + ")";
  }

  private static String shown(String hostile) {
    String cut = Printable.cut(hostile, NAME_WIDTH);
    return cut.equals(Printable.of(hostile)) ? cut : cut + "...";
  }

  private String validity(Instant notBefore, Instant notAfter) {
    if (now.isBefore(notBefore)) {
      return style.bad("not valid before " + DAY.format(notBefore));
    }
    Duration left = Duration.between(now, notAfter);
    String day = " (" + DAY.format(notAfter) + ")";
    if (left.isNegative()) {
      return style.bad("expired " + Spans.days(left.negated()) + " ago" + day);
    }
    String remaining = Spans.days(left) + " left" + day;
    return left.toDays() < 21 ? style.warn(remaining) : remaining;
  }

  private List<String> tree() {
    int names = 0;
    int keys = 0;
    for (int depth = 0; depth < links.size(); depth++) {
      int width = Sheet.width(branch(depth) + links.get(depth).name());
      names = width <= COLUMN ? Math.max(names, width) : names;
      keys = Math.max(keys, links.get(depth).key().length());
    }
    List<String> lines = new ArrayList<>();
    for (int depth = 0; depth < links.size(); depth++) {
      Link link = links.get(depth);
      String line = padded(branch(depth) + link.name(), names) + "  " + padded(link.key(), keys);
      String rest = link.remark().isEmpty() ? "" : "  " + link.remark();
      lines.add((line + "  " + link.validity() + rest).stripTrailing());
    }
    return lines;
  }

  private static String branch(int depth) {
    return depth == 0 ? "" : "   ".repeat(depth - 1) + "└─ ";
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(Math.max(0, width - Sheet.width(cell)));
  }
}
