package dev.handshake.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One GET whose status alone is read. The runtime of the image has no module {@code java.net.http},
 * whose start alone would take longer than this.
 *
 * @param url of what is asked
 * @param tls how the server is verified; empty for plain HTTP
 * @param serverName that its certificate must carry; the URL's host where empty
 * @param authorization the value of the header, a secret
 * @param limit how long the whole may take
 */
record HealthCall(
    URI url,
    Optional<SSLContext> tls,
    Optional<String> serverName,
    Optional<String> authorization,
    Duration limit) {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: [^\\r\\n]*)?");
  private static final int LONGEST_LINE = 256;

  /** The status of the answer. */
  int status() throws IOException {
    Socket socket = new Socket();
    AtomicBoolean over = new AtomicBoolean();
    // One clock over all of it: a peer that sends a byte now and then outlasts any time of a read.
    CompletableFuture.delayedExecutor(limit.toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> {
          over.set(true);
          close(socket);
        });
    try (socket) {
      socket.connect(new InetSocketAddress(host(), port()));
      return ask(tls.isPresent() ? secured(socket, tls.get()) : socket);
    } catch (IOException failure) {
      throw over.get() ? new SocketTimeoutException("no answer in time") : failure;
    }
  }

  private int port() {
    return url.getPort() >= 0 ? url.getPort() : tls.isPresent() ? 443 : 80;
  }

  private String host() {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private Socket secured(Socket plain, SSLContext context) throws IOException {
    String name = serverName.orElseGet(this::host);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, name, port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private int ask(Socket socket) throws IOException {
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: handshake-exporter\r\n%sConnection: close\r\n\r\n"
            .formatted(
                url.getRawPath(),
                url.getRawAuthority(),
                authorization.map("Authorization: %s\r\n"::formatted).orElse(""));
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    String line = line(socket.getInputStream());
    Matcher status = STATUS.matcher(line);
    if (!status.matches()) {
      throw new IOException(line.isEmpty() ? "no answer" : "no answer in HTTP");
    }
    return Integer.parseInt(status.group(1));
  }

  /** What comes before the first end of a line, or as much as a status line may have. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\r' && next != '\n'; next = in.read()) {
      if (line.length() == LONGEST_LINE) {
        break;
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  /** Names what is asked, without what it is asked with. */
  @Override
  public String toString() {
    return "HealthCall[" + url + "]";
  }
}
