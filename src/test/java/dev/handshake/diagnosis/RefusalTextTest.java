package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The texts by which products refuse a certificate, and those which merely have the word in them.
 */
class RefusalTextTest {
  /** Sixty-four times what is kept of a body: to go over the rest from each place takes minutes. */
  private static final int LARGE = 512 * 1024;

  @ParameterizedTest
  @ValueSource(
      strings = {
        // nginx
        "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n<hr><center>nginx/1.26.2</center>\r\n</body>\r\n</html>\r\n",
        "<html>\r\n<head><title>400 The SSL certificate error</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The SSL certificate error</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
        // Azure Application Gateway
        "<center><h1>400 Bad Request</h1></center><center>No required SSL certificate was sent</center><hr><center>Microsoft-Azure-Application-Gateway/v2</center>",
        // Azure App Service
        "Error 403 - Forbidden: Client Certificate Required",
        // Azure API Management, as policies say it
        "{\"statusCode\":403,\"message\":\"Client certificate cannot be verified\"}",
        "{ \"statusCode\": 403, \"message\": \"Invalid client certificate\" }",
        // Apache httpd
        "<p>You don't have permission to access this resource.Reason: Cannot perform Post-Handshake Authentication.<br /></p>",
        // Microsoft IIS
        "HTTP Error 403\n403.7 Forbidden: Client certificate required",
        "<h2>HTTP Error 403.7 - Forbidden</h2>",
        "<h2>HTTP Error 403.13 - Forbidden</h2>",
        "HTTP Error 403.16 - Forbidden\nHRESULT: 0x800b0109\nYour client certificate is either not trusted or is invalid.",
        "<h2>HTTP Error 403.17 - Forbidden</h2>",
        "<h2>HTTP Error 403.12 - Forbidden: Client certificate is denied access by the server certificate mapper.</h2>",
        // Tomcat
        "<b>Message</b> No client certificate chain in this request</p>",
        // Kong
        "{\"message\":\"No required TLS certificate was sent\"}",
        "{\"message\":\"TLS certificate failed verification\"}",
        // Go
        "x509: certificate signed by unknown authority",
        // what OpenSSL's verification says, put into a page of HAProxy or nginx
        "FAILED:certificate has expired",
        "FAILED:self-signed certificate",
        "FAILED:unable to verify the first certificate",
        "SSL error: certificate verify failed",
        // pages of one's own
        "<html><body><h1>403 Forbidden</h1>\nClient certificate not provided.\n</body></html>",
        "<h1>403 Certificate required</h1>",
        "403 - Certificate expired",
        "Your certificate has been revoked.",
        "No valid certificate was presented",
        "Error: invalid certificate.",
        "{\"error\":\"client_certificate_required\"}",
        "{\"code\":\"MissingClientCertificate\"}",
        "{\"reason\":\"client_cert_not_provided\"}",
        "Access denied: mutual TLS authentication failed",
        "This API needs mTLS.",
        "The request requires a valid SSL certificate",
      })
  void namesTheCertificate(String body) {
    assertThat(RefusalText.namesCertificate(body)).as(body).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bad Request",
        "Forbidden",
        "{\"message\":\"Forbidden\"}",
        "RBAC: access denied",
        "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n",
        "<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n</body></html>\n",
        "<center>The plain HTTP request was sent to HTTPS port</center>",
        "<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />\n Instead use the HTTPS scheme to access this URL, please.<br /></p>",
        "<h2>403 - Forbidden: Access is denied.</h2>",
        "<h2>HTTP Error 403.4 - Forbidden</h2>",
        "<h2>HTTP Error 403.14 - Forbidden</h2>",
        "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"forbidden: User \\\"system:anonymous\\\" cannot get path \\\"/\\\"\",\"reason\":\"Forbidden\",\"code\":403}",
        "error code: 1020",
        "handled in 403.7 ms",
        "Your gift certificate has expired. Buy a new gift certificate!",
        "You may not see this certificate of deposit.",
        "The certificate of origin was denied.",
        "Course closed: download your certificates of completion elsewhere",
        "Forbidden. Every plan comes with a free SSL certificate by our partner.",
        "<h1>Forbidden</h1><p>Secured by a TLS certificate of Example Trust</p>",
        "client certainty and peer certification are not the same",
      })
  void doesNotMistakeOtherWords(String body) {
    assertThat(RefusalText.namesCertificate(body)).as(body).isFalse();
  }

  static Stream<String> hostile() {
    return Stream.of(
            "a",
            " ",
            "<",
            "\n",
            "certificate ",
            "ssl certificate ",
            "no ssl ",
            "no no no ssl certificat ",
            "client ssl ",
            "client-_ ",
            "client",
            ": the the the ",
            ".          the          certificate was not ",
            "invalid          certificate          x",
            "403.1 ",
            "Error Code : 403.",
            "self-signed ",
            "mutual ")
        .map(piece -> piece.repeat(LARGE / piece.length()));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void isReadWithoutGoingBackWhateverIsInIt(String body) {
    assertThat(RefusalText.namesCertificate(body))
        .isEqualTo(RefusalText.namesCertificate(body.substring(0, 512)));
  }
}
