package dev.handshake.lab;

import dev.handshake.target.TlsVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Speaks TLS with the JDK as a row says. */
final class TlsConversation implements Conversation {
  private static final int UNRECOGNIZED_NAME = 112;
  private static final int LARGEST_REQUEST = 8192;

  /** The JDK sends no ticket that would live longer than a week (RFC 8446, section 4.6.1). */
  private static final Duration TOO_LONG_FOR_A_TICKET = Duration.ofDays(8);

  private static final String NO_CERTIFICATE = "400 No required SSL certificate was sent";
  private static final String BAD_CERTIFICATE = "400 The SSL certificate error";

  private final Serving.Tls row;
  private final ClientJudge judge;
  private final SSLContext context;

  TlsConversation(Serving.Tls row, LabPki pki) {
    this.row = row;
    this.judge = new ClientJudge(pki.clientAuthority(), row.clientAuth());
    this.context = context(new HeldKeyManager(pki.server(row.certificate())), judge);
    if (row.quirks().contains(Quirk.NO_TICKETS)) {
      context.getServerSessionContext().setSessionTimeout((int) TOO_LONG_FOR_A_TICKET.toSeconds());
    }
  }

  @Override
  public void hold(Socket raw) throws IOException {
    InputStream read = InputStream.nullInputStream();
    if (row.quirks().contains(Quirk.WARNS_ABOUT_NAME)) {
      byte[] hello = ScriptedConversation.readRecord(raw.getInputStream());
      raw.getOutputStream().write(ScriptedConversation.alert(1, UNRECOGNIZED_NAME));
      read = new ByteArrayInputStream(hello);
    }
    boolean abrupt = row.quirks().contains(Quirk.CLOSES_ABRUPTLY);
    if (abrupt) {
      raw.setSoLinger(true, 0);
    }
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, read, abrupt);
    tls.setSSLParameters(parameters(tls.getSSLParameters()));
    try {
      tls.startHandshake();
      converse(tls);
      tls.shutdownOutput();
    } finally {
      if (!abrupt) {
        Conversation.finish(raw);
      }
    }
  }

  private SSLParameters parameters(SSLParameters parameters) {
    parameters.setProtocols(row.versions().stream().map(TlsVersion::word).toArray(String[]::new));
    if (!row.ciphers().isEmpty()) {
      parameters.setCipherSuites(row.ciphers().toArray(String[]::new));
    }
    switch (row.clientAuth()) {
      case NONE -> {}
      case WANTED, JUDGED_IN_HTTP -> parameters.setWantClientAuth(true);
      case NEEDED, JUDGED_FOREVER -> parameters.setNeedClientAuth(true);
    }
    if (row.quirks().contains(Quirk.KNOWS_OTHER_NAME)) {
      parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("other\\.handshake\\.test")));
    }
    return parameters;
  }

  private void converse(SSLSocket tls) throws IOException {
    switch (row.answer()) {
      case Answer.Nothing() -> Conversation.drain(tls.getInputStream());
      case Answer.Http(int status, String body) -> {
        if (readRequest(tls.getInputStream())) {
          write(tls, refusal(tls).orElseGet(() -> response(status, body)));
        }
      }
      case Answer.NotHttp() -> {
        if (readRequest(tls.getInputStream())) {
          write(tls, "\u0001\u0002 this is not HTTP \u0003\r\n\r\n");
        }
      }
    }
  }

  private Optional<String> refusal(SSLSocket tls) {
    if (row.clientAuth() != ClientAuth.JUDGED_IN_HTTP) {
      return Optional.empty();
    }
    try {
      X509Certificate[] shown = (X509Certificate[]) tls.getSession().getPeerCertificates();
      return judge.accepts(shown) ? Optional.empty() : Optional.of(page(BAD_CERTIFICATE));
    } catch (SSLPeerUnverifiedException noneShown) {
      return Optional.of(page(NO_CERTIFICATE));
    }
  }

  /** Reads to the end of a request's headers; whether there was one within its bounds. */
  private static boolean readRequest(InputStream in) throws IOException {
    int matched = 0;
    for (int length = 0; length < LARGEST_REQUEST && matched < 4; length++) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      boolean fits = next == (matched % 2 == 0 ? '\r' : '\n');
      matched = fits ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return matched == 4;
  }

  private static String page(String title) {
    return response(
        400,
        "<html>\r\n<head><title>"
            + title
            + "</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>"
            + title.substring(4)
            + "</center>\r\n</body>\r\n</html>\r\n");
  }

  private static String response(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " Lab\r\nServer: lab\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void write(SSLSocket tls, String text) throws IOException {
    OutputStream out = tls.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static SSLContext context(KeyManager keys, TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has TLS", impossible);
    }
  }
}
