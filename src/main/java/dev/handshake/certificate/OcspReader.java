package dev.handshake.certificate;

import dev.handshake.certificate.RevocationStatus.Good;
import dev.handshake.certificate.RevocationStatus.Invalid;
import dev.handshake.certificate.RevocationStatus.Revoked;
import dev.handshake.certificate.RevocationStatus.Unknown;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.DefaultSignatureNameFinder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** Reads OCSP responses (RFC 6960, section 4.2). */
final class OcspReader {
  /** Certificates that are tried as the responder's; real answers bring one. */
  private static final int MOST_RESPONDERS = 8;

  /** Statements on one serial number that are looked at; real answers bring one. */
  private static final int MOST_STATEMENTS = 16;

  /** Dearer keys than any responder has, in the unit of {@link PublicKeyFacts#cost}. */
  private static final int DEAREST_KEY = 5_000;

  private final X509Certificate certificate;
  private final X509Certificate issuer;
  private final SignatureBook signatures = new SignatureBook();

  private OcspReader(X509Certificate certificate, X509Certificate issuer) {
    this.certificate = certificate;
    this.issuer = issuer;
  }

  static OcspAnswer read(byte[] response, X509Certificate certificate, X509Certificate issuer) {
    try {
      return new OcspReader(certificate, issuer).read(new OCSPResp(response));
    } catch (IOException | OCSPException | RuntimeException | StackOverflowError malformed) {
      // Whatever a parser throws at hostile bytes, the answer is what is wrong.
      return invalid("it cannot be read as an OCSP response");
    }
  }

  private OcspAnswer read(OCSPResp response) throws OCSPException {
    if (response.getStatus() != OCSPResp.SUCCESSFUL) {
      return invalid("the responder had none: " + refusal(response.getStatus()));
    }
    if (!(response.getResponseObject() instanceof BasicOCSPResp basic)) {
      return invalid("it is of a kind that nobody uses");
    }
    Optional<SingleResp> about = statement(basic);
    if (about.isEmpty()) {
      return invalid("it is about another certificate");
    }
    if (about.get().getCertStatus() == null && isWeaklySigned(basic)) {
      return invalid("it is signed with a weak hash");
    }
    if (signed(basic, issuer.getPublicKey())) {
      return answer(about.get(), Optional.empty());
    }
    return Arrays.stream(basic.getCerts())
        .limit(MOST_RESPONDERS)
        .map(OcspReader::parsed)
        .flatMap(Optional::stream)
        .filter(responder -> signed(basic, responder.getPublicKey()))
        .findFirst()
        .map(responder -> delegated(responder, basic, about.get()))
        .orElseGet(() -> invalid("its signature does not hold under " + Shown.name(issuer)));
  }

  /** RFC 6960, section 4.2.2.2: a responder is certified by the issuer itself, for this purpose. */
  private OcspAnswer delegated(X509Certificate responder, BasicOCSPResp basic, SingleResp about) {
    Instant produced = basic.getProducedAt().toInstant();
    if (!responder.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
        || !signatures.signed(responder, issuer)) {
      return invalid(
          "it is signed by "
              + Shown.name(responder)
              + ", which "
              + Shown.name(issuer)
              + " did not issue");
    }
    if (!mayAnswer(responder)) {
      return invalid(
          "it is signed by " + Shown.name(responder) + ", which may not sign OCSP answers");
    }
    if (produced.plus(OcspAnswer.TOLERANCE).isBefore(responder.getNotBefore().toInstant())
        || produced.minus(OcspAnswer.TOLERANCE).isAfter(responder.getNotAfter().toInstant())) {
      return invalid("its responder's certificate was not valid when it was produced");
    }
    return answer(about, Optional.of(responder.getNotAfter().toInstant()));
  }

  /** A revocation is believed all the same: nobody forges what harms himself. */
  private static boolean isWeaklySigned(BasicOCSPResp basic) {
    AlgorithmIdentifier algorithm = basic.getSignatureAlgorithmID();
    try {
      byte[] parameters =
          algorithm.getParameters() == null
              ? null
              : algorithm.getParameters().toASN1Primitive().getEncoded();
      return Strength.isWeak(
          new DefaultSignatureNameFinder().getAlgorithmName(algorithm), parameters);
    } catch (IOException unreadable) {
      return true;
    }
  }

  private static boolean mayAnswer(X509Certificate responder) {
    try {
      List<String> purposes = responder.getExtendedKeyUsage();
      return purposes != null && purposes.contains(KeyPurposeId.id_kp_OCSPSigning.getId());
    } catch (CertificateException malformed) {
      return false;
    }
  }

  private static Optional<X509Certificate> parsed(X509CertificateHolder holder) {
    try {
      return Optional.of(new JcaX509CertificateConverter().getCertificate(holder));
    } catch (CertificateException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  private static boolean signed(BasicOCSPResp basic, PublicKey key) {
    if (PublicKeyFacts.of(key).cost() > DEAREST_KEY) {
      return false;
    }
    try {
      return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
    } catch (OCSPException | OperatorCreationException | RuntimeException otherwise) {
      return false;
    }
  }

  /** What is said of the certificate: a revocation where there is one, else the latest word. */
  private Optional<SingleResp> statement(BasicOCSPResp basic) {
    return Arrays.stream(basic.getResponses())
        .filter(
            single -> single.getCertID().getSerialNumber().equals(certificate.getSerialNumber()))
        .limit(MOST_STATEMENTS)
        .filter(this::matches)
        .max(
            Comparator.<SingleResp, Boolean>comparing(
                    single -> single.getCertStatus() instanceof RevokedStatus)
                .thenComparing(SingleResp::getThisUpdate));
  }

  private boolean matches(SingleResp single) {
    try {
      DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
      return single.getCertID().matchesIssuer(new JcaX509CertificateHolder(issuer), digests);
    } catch (OCSPException
        | OperatorCreationException
        | CertificateException
        | RuntimeException unreadable) {
      return false;
    }
  }

  private static OcspAnswer answer(SingleResp single, Optional<Instant> responderEnd) {
    return new OcspAnswer.Signed(
        status(single.getCertStatus()),
        single.getThisUpdate().toInstant(),
        Optional.ofNullable(single.getNextUpdate()).map(Date::toInstant),
        responderEnd);
  }

  private static RevocationStatus status(@Nullable CertificateStatus status) {
    return switch (status) {
      case null -> new Good();
      case RevokedStatus revoked ->
          new Revoked(
              revoked.getRevocationTime().toInstant(),
              RevocationReason.text(
                  revoked.hasRevocationReason()
                      ? OptionalInt.of(revoked.getRevocationReason())
                      : OptionalInt.empty()));
      default -> new Unknown("the responder does not know the certificate");
    };
  }

  private static OcspAnswer invalid(String detail) {
    return new OcspAnswer.Unusable(new Invalid(detail));
  }

  /** OCSPResponseStatus (RFC 6960, section 4.2.1). */
  private static String refusal(int status) {
    return switch (status) {
      case OCSPResp.MALFORMED_REQUEST -> "malformed request";
      case OCSPResp.INTERNAL_ERROR -> "internal error";
      case OCSPResp.TRY_LATER -> "try later";
      case OCSPResp.SIG_REQUIRED -> "signature required";
      case OCSPResp.UNAUTHORIZED -> "unauthorized";
      default -> "status " + status;
    };
  }
}
