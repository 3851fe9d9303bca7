package dev.handshake.reason;

import java.util.Collection;
import java.util.List;

/** The findings of one probe: distinct, reasons in their precedence first, then remarks. */
public record Findings(List<Finding> all) {
  public Findings {
    all = all.stream().distinct().sorted(Findings::compare).toList();
  }

  public static Findings of(Collection<? extends Finding> findings) {
    return new Findings(List.copyOf(findings));
  }

  public boolean contains(Finding finding) {
    return all.contains(finding);
  }

  /** The words of the contract, in order. */
  public List<String> words() {
    return all.stream().map(Finding::word).toList();
  }

  private static int compare(Finding left, Finding right) {
    return switch (left) {
      case Reason reason -> right instanceof Reason other ? reason.compareTo(other) : -1;
      case Remark remark -> right instanceof Remark other ? remark.compareTo(other) : 1;
    };
  }
}
