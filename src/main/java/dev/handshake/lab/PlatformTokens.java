package dev.handshake.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * OAuth clients and their tokens: a login host that knows the grant of client credentials alone
 * (RFC 6749, section 4.4), in a form, with Basic authentication.
 */
public final class PlatformTokens {
  /** The path of the login host. */
  public static final String PATH = "/oauth/token";

  private static final int TOKEN_BYTES = 48;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final Map<String, Client> clients = new ConcurrentHashMap<>();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
  private final AtomicInteger granted = new AtomicInteger();
  private volatile Duration lifetime = Duration.ofSeconds(86_399);

  private record Client(String secret, Set<String> permissions) {
    @Override
    public String toString() {
      return "Client" + permissions;
    }
  }

  /** Whom a token was granted to, and until when. */
  record Grant(String client, Instant until) {}

  PlatformTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** Some bytes nobody can guess, as text. */
  static String random() {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Makes a client, or gives one another secret and other permissions. */
  public void client(String id, String secret, Set<String> permissions) {
    clients.put(id, new Client(secret, Set.copyOf(permissions)));
  }

  /** Gives a client another secret, as somebody in the administration would. */
  public void secret(String id, String secret) {
    clients.computeIfPresent(id, (_, old) -> new Client(secret, old.permissions()));
  }

  /** Takes a permission away from all clients. */
  public void withdraw(String permission) {
    withdrawn.add(permission);
  }

  /** Gives back what was taken away. */
  public void restore(String permission) {
    withdrawn.remove(permission);
  }

  /** Tokens granted from now on are good for so long. */
  public void lasting(Duration other) {
    lifetime = other;
  }

  /** All tokens granted so far have expired. */
  public void expireAll() {
    Instant now = clock.instant();
    grants.replaceAll((_, grant) -> new Grant(grant.client(), now));
  }

  /** All tokens granted so far are unknown. */
  public void revokeAll() {
    grants.clear();
  }

  /** How many tokens have been granted. */
  public int granted() {
    return granted.get();
  }

  /** All tokens that are known, so that a test can search for them where they must not be. */
  public Set<String> all() {
    return Set.copyOf(grants.keySet());
  }

  Optional<Grant> grant(String token) {
    return Optional.ofNullable(grants.get(token));
  }

  boolean expired(Grant grant) {
    return !clock.instant().isBefore(grant.until());
  }

  boolean may(Grant grant, String permission) {
    Client client = clients.get(grant.client());
    return client != null
        && client.permissions().contains(permission)
        && !withdrawn.contains(permission);
  }

  void revoke(String token) {
    grants.remove(token);
  }

  void serve(Router router) {
    router.post(PATH).handler(this::answer);
  }

  private void answer(RoutingContext context) {
    String type = Optional.ofNullable(context.request().getHeader("Content-Type")).orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
      refuse(context, 400, "invalid_request", "form parameters expected");
      return;
    }
    if (!"client_credentials".equals(context.request().getFormAttribute("grant_type"))) {
      refuse(context, 400, "unsupported_grant_type", "grant type not supported");
      return;
    }
    Optional<String[]> given = basic(context.request().getHeader("Authorization"));
    if (given.isEmpty()) {
      refuse(context, 400, "invalid_request", "basic authentication expected");
      return;
    }
    Client client = clients.get(given.get()[0]);
    if (client == null) {
      refuse(context, 400, "invalid_client", "client not found");
    } else if (!client.secret().equals(given.get()[1])) {
      refuse(context, 401, "invalid_client", "authentication failed");
    } else {
      grant(context, given.get()[0]);
    }
  }

  /** Client id and secret of an Authorization header, if it bears them. */
  static Optional<String[]> basic(@Nullable String header) {
    if (header == null || !header.startsWith("Basic ")) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring("Basic ".length()).strip());
      String[] pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      return pair.length == 2 ? Optional.of(pair) : Optional.empty();
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  private void grant(RoutingContext context, String client) {
    String token = random();
    grants.put(token, new Grant(client, clock.instant().plus(lifetime)));
    granted.incrementAndGet();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("access_token", token)
        .put("token_type", "bearer")
        .put("expires_in", lifetime.toSeconds());
    PlatformReplies.json(context, body);
  }

  static void refuse(RoutingContext context, int status, String error, String description) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error", error)
        .put("description", description)
        .put("error_description", description + ": " + error);
    PlatformReplies.json(context, status, body);
  }
}
