package dev.handshake.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Lets in who knows the password of a user (RFC 7617). A password is tried on one thread, since
 * bcrypt is slow on purpose, and what was right is remembered: however many guess, those who are
 * known are let in at once, and the probes lose no more than one core. Called on one event loop.
 */
final class Doorkeeper {
  private static final int MOST_REMEMBERED = 100;

  /** How many different passwords may wait to be tried, and how many of them from one address. */
  private static final int MOST_WAITING = 32;

  private static final int MOST_OF_ONE = 4;

  private static final String SCHEME = "Basic ";

  /** Fits no password that anybody knows; unknown users are compared with it. */
  private static final String NOBODY = "QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

  private final WorkerExecutor worker;
  private final byte[] secret = new byte[32];
  private final Set<String> remembered = new LinkedHashSet<>();
  private final Map<String, Future<Boolean>> tried = new HashMap<>();
  private final Map<String, Integer> waiting = new HashMap<>();

  Doorkeeper(Vertx vertx) {
    this.worker = vertx.createSharedWorkerExecutor("passwords", 1);
    new SecureRandom().nextBytes(secret);
  }

  /** What becomes of a request. */
  enum Answer {
    WELCOME,
    UNKNOWN,
    BUSY
  }

  /**
   * Answers who asks.
   *
   * @param users the hashes of their passwords, by name
   */
  Future<Answer> ask(HttpServerRequest request, Map<String, String> users) {
    Optional<Credentials> given =
        Optional.ofNullable(request.getHeader(HttpHeaderNames.AUTHORIZATION))
            .flatMap(Credentials::read);
    if (given.isEmpty()) {
      return Future.succeededFuture(Answer.UNKNOWN);
    }
    Credentials credentials = given.get();
    String hash = users.getOrDefault(credentials.user, "");
    String key = key(credentials, hash);
    if (remembered.remove(key)) {
      remembered.add(key);
      return Future.succeededFuture(Answer.WELCOME);
    }
    Future<Boolean> under = tried.get(key);
    if (under == null) {
      String address = request.remoteAddress().hostAddress();
      if (!mayWait(address)) {
        return Future.succeededFuture(Answer.BUSY);
      }
      under = attempt(credentials, hash.isEmpty() ? nobody(users) : hash, key, address);
    }
    boolean known = !hash.isEmpty();
    return under.map(fits -> fits && known ? Answer.WELCOME : Answer.UNKNOWN);
  }

  Future<Void> close() {
    return worker.close();
  }

  private boolean mayWait(String address) {
    return tried.size() < MOST_WAITING && waiting.getOrDefault(address, 0) < MOST_OF_ONE;
  }

  private Future<Boolean> attempt(
      Credentials credentials, String hash, String key, String address) {
    waiting.merge(address, 1, Integer::sum);
    Future<Boolean> attempt =
        worker.executeBlocking(() -> credentials.fits(hash), true).map(Boolean.TRUE::equals);
    tried.put(key, attempt);
    attempt.onComplete(done -> {
      tried.remove(key);
      waiting.computeIfPresent(address, (_, left) -> left == 1 ? null : left - 1);
      if (done.succeeded() && done.result()) {
        remember(key);
      }
    });
    return attempt;
  }

  private void remember(String key) {
    remembered.add(key);
    if (remembered.size() > MOST_REMEMBERED) {
      remembered.remove(remembered.iterator().next());
    }
  }

  /** As slow as the slowest of the known users: how long it takes tells nothing. */
  private static String nobody(Map<String, String> users) {
    String cost =
        users.values().stream().map(hash -> hash.split("\\$", -1)[2]).max(String::compareTo).get();
    return "$2y$" + cost + "$" + NOBODY;
  }

  /** What is remembered of a right password; of no use to anybody else. */
  private String key(Credentials credentials, String hash) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(credentials.user.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      mac.update(hash.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(credentials.password));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every Java platform has HmacSHA256", impossible);
    }
  }

  /** What a client says of itself; the password is overwritten once it was compared. */
  private static final class Credentials {
    private final String user;
    private final byte[] password;

    private Credentials(String user, byte[] password) {
      this.user = user;
      this.password = password;
    }

    /** Empty if they are of another scheme, or of none (RFC 7617, section 2). */
    static Optional<Credentials> read(String header) {
      if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
        return Optional.empty();
      }
      byte[] pair;
      try {
        pair = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      } catch (IllegalArgumentException notBase64) {
        return Optional.empty();
      }
      for (int colon = 0; colon < pair.length; colon++) {
        if (pair[colon] == ':') {
          return Optional.of(
              new Credentials(
                  new String(pair, 0, colon, StandardCharsets.UTF_8),
                  Arrays.copyOfRange(pair, colon + 1, pair.length)));
        }
      }
      return Optional.empty();
    }

    boolean fits(String hash) {
      try {
        return OpenBSDBCrypt.checkPassword(hash, password);
      } finally {
        Arrays.fill(password, (byte) 0);
      }
    }
  }
}
