package dev.handshake.limbo;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.Purpose;
import dev.handshake.certificate.StrictProfile;
import dev.handshake.certificate.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bouncycastle.util.io.pem.PemReader;

/** A validator that is asked for its verdict on a case. */
enum Judge {
  /** Ours, as a probe judges. */
  PROBE {
    @Override
    boolean accepts(LimboCase asked) throws IOException {
      return verified(asked, findings(asked));
    }
  },
  /** Ours, with the strict profile of {@code check chain}. */
  STRICT {
    @Override
    boolean accepts(LimboCase asked) throws IOException {
      return verified(asked, StrictProfile.applyTo(findings(asked)));
    }
  },
  /** The JDK's own path builder, with the name judged by it as well. */
  JDK {
    @Override
    boolean accepts(LimboCase asked) throws IOException {
      return jdkAccepts(asked);
    }
  },
  OPENSSL {
    @Override
    boolean accepts(LimboCase asked) throws IOException {
      return opensslAccepts(asked, List.of());
    }
  },
  OPENSSL_STRICT {
    @Override
    boolean accepts(LimboCase asked) throws IOException {
      return opensslAccepts(asked, List.of("-x509_strict"));
    }
  };

  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final long PATIENCE_SECONDS = 30;

  abstract boolean accepts(LimboCase asked) throws IOException;

  private static ChainFindings findings(LimboCase asked) throws IOException {
    List<byte[]> sent = new ArrayList<>();
    sent.add(der(asked.leaf()));
    for (String intermediate : asked.untrusted()) {
      sent.add(der(intermediate));
    }
    ChainQuestion question =
        new ChainQuestion(
            PeerChain.ofDer(sent),
            TrustAnchors.of("limbo", certificates(asked.trusted()), List.of()),
            asked.name(),
            Purpose.SERVER);
    return new ChainInspector().inspect(question, asked.time());
  }

  /** The bound on intermediates counts none that is issued in its own name (RFC 5280, 4.2.1.9). */
  private static boolean verified(LimboCase asked, ChainFindings findings) {
    List<X509Certificate> path = findings.path();
    long intermediates =
        path.stream()
            .limit(Math.max(0, path.size() - 1))
            .skip(1)
            .filter(
                above -> !above.getSubjectX500Principal().equals(above.getIssuerX500Principal()))
            .count();
    return findings.verified() && intermediates <= asked.mostIntermediates().orElse(255);
  }

  private static boolean jdkAccepts(LimboCase asked) throws IOException {
    try {
      Set<X509Certificate> sent = certificates(asked.untrusted());
      X509Certificate leaf = certificate(der(asked.leaf()));
      sent.add(leaf);
      X509CertSelector wanted = new X509CertSelector();
      wanted.setCertificate(leaf);
      wanted.setExtendedKeyUsage(Set.of(SERVER_AUTHENTICATION));
      if (asked.name().isPresent()) {
        String name = asked.name().get();
        boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        wanted.addSubjectAlternativeName(address ? 7 : 2, name);
      }
      PKIXBuilderParameters parameters =
          new PKIXBuilderParameters(
              certificates(asked.trusted()).stream()
                  .map(root -> new TrustAnchor(root, null))
                  .collect(Collectors.toSet()),
              wanted);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(asked.time()));
      parameters.setMaxPathLength(asked.mostIntermediates().orElse(-1));
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (GeneralSecurityException | RuntimeException refused) {
      return false;
    }
  }

  private static boolean opensslAccepts(LimboCase asked, List<String> more) throws IOException {
    Path directory = Files.createTempDirectory("limbo");
    try {
      Path roots = Files.writeString(directory.resolve("r"), String.join("\n", asked.trusted()));
      Path known = Files.writeString(directory.resolve("i"), String.join("\n", asked.untrusted()));
      Path leaf = Files.writeString(directory.resolve("l"), asked.leaf());
      List<String> command = new ArrayList<>(List.of("openssl", "verify"));
      command.addAll(List.of("-purpose", "sslserver", "-no-CApath", "-no-CAstore"));
      command.addAll(List.of("-CAfile", roots.toString()));
      command.addAll(List.of("-attime", Long.toString(asked.time().getEpochSecond())));
      asked.name().ifPresent(name -> command.addAll(List.of(kind(name), name)));
      asked
          .mostIntermediates()
          .ifPresent(most -> command.addAll(List.of("-verify_depth", Integer.toString(most))));
      if (!asked.untrusted().isEmpty()) {
        command.addAll(List.of("-untrusted", known.toString()));
      }
      command.addAll(more);
      command.add(leaf.toString());
      return exitsWithZero(command);
    } finally {
      for (String name : List.of("r", "i", "l")) {
        Files.deleteIfExists(directory.resolve(name));
      }
      Files.delete(directory);
    }
  }

  private static String kind(String name) {
    boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    return address ? "-verify_ip" : "-verify_hostname";
  }

  private static boolean exitsWithZero(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      process.destroyForcibly();
    }
  }

  private static byte[] der(String pem) throws IOException {
    try (PemReader reader = new PemReader(new StringReader(pem))) {
      return reader.readPemObject().getContent();
    }
  }

  /** Those that the platform can read. */
  private static Set<X509Certificate> certificates(List<String> pems) throws IOException {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    for (String pem : pems) {
      try {
        certificates.add(certificate(pem.getBytes(StandardCharsets.US_ASCII)));
      } catch (CertificateException unreadable) {
        // What is no certificate can be no anchor.
      }
    }
    return certificates;
  }

  private static X509Certificate certificate(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }
}
