package dev.handshake.web;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is demanded of a client's certificate, in the words of Go's TLS and exporter-toolkit. */
public enum ClientPolicy {
  NOT_ASKED("NoClientCert"),
  REQUESTED("RequestClientCert"),
  ANY_REQUIRED("RequireAnyClientCert"),
  VERIFIED_IF_GIVEN("VerifyClientCertIfGiven"),
  REQUIRED_AND_VERIFIED("RequireAndVerifyClientCert");

  /** What exporter-toolkit still takes for {@link #ANY_REQUIRED}. */
  private static final String OLD_ANY_REQUIRED = "RequireClientCert";

  private final String word;

  ClientPolicy(String word) {
    this.word = word;
  }

  public static Optional<ClientPolicy> of(String word) {
    String current = word.equals(OLD_ANY_REQUIRED) ? ANY_REQUIRED.word : word;
    return Arrays.stream(values()).filter(policy -> policy.word.equals(current)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(policy -> policy.word).toList();
  }

  /** Whether nobody gets in without a certificate. */
  public boolean requires() {
    return this == ANY_REQUIRED || this == REQUIRED_AND_VERIFIED;
  }

  /** Whether a certificate must lead to an authority that is trusted. */
  public boolean verifies() {
    return this == VERIFIED_IF_GIVEN || this == REQUIRED_AND_VERIFIED;
  }
}
