package dev.handshake.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.credential.Identity;
import dev.handshake.probe.InsistentKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Somebody who talks to the stand-in over TLS with the JDK's HTTP client, as a customer would. */
final class PlatformCaller implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Platform platform;
  private final HttpClient http;

  PlatformCaller(Platform platform) {
    this(platform, new KeyManager[0]);
  }

  /** One that also shows a certificate. */
  PlatformCaller(Platform platform, Identity.Usable shown) {
    this(platform, new KeyManager[] {InsistentKeys.of(shown)});
  }

  private PlatformCaller(Platform platform, KeyManager[] keys) {
    this.platform = platform;
    this.http =
        HttpClient.newBuilder()
            .sslContext(context(platform.roots().anchors(), keys))
            .connectTimeout(PATIENCE)
            .build();
  }

  static String basic(String id, String secret) {
    byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** Asks for a token with the organization's own client, and takes it. */
  String token() throws IOException, InterruptedException {
    HttpResponse<String> answer = grant(basic(Platform.CLIENT, platform.secret()));
    return json(answer).path("access_token").asText();
  }

  HttpResponse<String> grant(String authorization) throws IOException, InterruptedException {
    return form(
        authorization, "application/x-www-form-urlencoded", "grant_type=client_credentials");
  }

  HttpResponse<String> form(String authorization, String type, String body)
      throws IOException, InterruptedException {
    return send(
        request(platform.region().login() + PlatformTokens.PATH)
            .header("Authorization", authorization)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
    return send(api(path).header("Authorization", "Bearer " + token));
  }

  HttpResponse<String> post(String token, String path, String body)
      throws IOException, InterruptedException {
    return send(
        api(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** The JSON of a GET that succeeds. */
  JsonNode json(String token, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(token, path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return json(answer);
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return MAPPER.readTree(answer.body());
  }

  HttpRequest.Builder api(String path) {
    return request(platform.region().api() + path);
  }

  static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(URI url) throws IOException, InterruptedException {
    return http.send(request(url.toString()).build(), BodyHandlers.ofByteArray());
  }

  private static SSLContext context(Collection<X509Certificate> roots, KeyManager[] keys) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate root : roots) {
        store.setCertificateEntry(root.getSerialNumber().toString(), root);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("cannot trust the stand-in", impossible);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
