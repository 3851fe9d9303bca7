package dev.handshake.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Awaited;
import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.ScriptedWeb;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Secret;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** Tokens of a real token endpoint over TLS. */
class TokenKeeperTest {
  private static final String PATH = "/oauth/token";
  private static final String SECRET = "s3cret-of-ours";
  private static final Duration POLL = Duration.ofMinutes(30);

  private final VirtualTime time = new VirtualTime();
  private final Callers callers = new Callers();
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() throws Exception {
    callers.close();
  }

  @Test
  void aTokenIsAskedForWithAFormAndBasicCredentials() {
    ScriptedWeb server = callers.server().always(PATH, token("t1", "86399"));
    AccessToken token = Awaited.answer(keeper(server).token());

    assertThat(token).isEqualTo(new AccessToken("t1", time.instant().plusSeconds(86399)));
    assertThat(token.authorization()).isEqualTo("Bearer t1");
    ScriptedWeb.Asked asked = server.asked().getFirst();
    assertThat(asked.method().name()).isEqualTo("POST");
    assertThat(asked.body()).isEqualTo("grant_type=client_credentials");
    // base64 of me:s3cret-of-ours, by another program
    assertThat(asked.headers())
        .containsEntry("authorization", "Basic bWU6czNjcmV0LW9mLW91cnM=")
        .containsEntry("content-type", "application/x-www-form-urlencoded");
    assertThat(heard).containsExactly("token 200");
  }

  @Test
  void idAndSecretAreEncodedAndAScopeIsAskedFor() {
    ScriptedWeb server = callers.server().always(PATH, token("t1", "300"));
    OauthClient client =
        new OauthClient(
            Callers.url(server, PATH),
            "a:b",
            new Secret.Given("c%d é"),
            Optional.of("read write"),
            "corporate",
            Optional.empty());
    Awaited.answer(keeper(client).token());

    ScriptedWeb.Asked asked = server.asked().getFirst();
    assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=read+write");
    // base64 of a%3Ab:c%25d+%C3%A9
    assertThat(asked.headers()).containsEntry("authorization", "Basic YSUzQWI6YyUyNWQrJUMzJUE5");
  }

  @Test
  void aClientThatIsNotDecodedIsSentAsItIs() {
    ScriptedWeb server = callers.server().always(PATH, token("t1", "300"));
    OauthClient client =
        new OauthClient(
            Callers.url(server, PATH),
            "me",
            new Secret.Given("a/b+c=d%e"),
            Optional.empty(),
            "corporate",
            Optional.empty(),
            true);
    Awaited.answer(keeper(client).token());
    // base64 of me:a/b+c=d%e, by another program
    assertThat(server.asked().getFirst().headers())
        .containsEntry("authorization", "Basic bWU6YS9iK2M9ZCVl");
  }

  @Test
  void aTokenIsAskedForOnceHoweverManyWait() {
    AtomicReference<Runnable> release = new AtomicReference<>();
    ScriptedWeb server =
        callers
            .server()
            .always(PATH, request -> release.set(() -> token("t1", "300").with(request)));
    TokenKeeper keeper = keeper(server);
    List<Future<AccessToken>> waiting = Stream.generate(keeper::token).limit(50).toList();
    Eventually.holds(Duration.ofSeconds(10), () -> assertThat(release.get()).isNotNull());
    assertThat(waiting).noneMatch(Future::isComplete);
    callers.vertx().runOnContext(_ -> release.get().run());

    assertThat(waiting).extracting(one -> Awaited.answer(one).text()).containsOnly("t1");
    assertThat(server.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"86399, 86278, 86340", "300, 224, 241", "4, 1, 3"})
  void aTokenIsReplacedAMinuteAndALittleBeforeItsEnd(String lifetime, long kept, long replaced) {
    ScriptedWeb server = callers.server().next(PATH, token("t1", lifetime), token("t2", lifetime));
    TokenKeeper keeper = keeper(server);
    Awaited.answer(keeper.token());

    time.stall(Duration.ofSeconds(kept));
    assertThat(Awaited.answer(keeper.token()).text()).isEqualTo("t1");
    time.stall(Duration.ofSeconds(replaced - kept));
    assertThat(keeper.current()).map(AccessToken::text).contains("t1");
    assertThat(Awaited.answer(keeper.token()).text()).isEqualTo("t2");
    assertThat(server.asked()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"t\",\"token_type\":\"BEARER\",\"expires_in\":0}",
        "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":\"soon\"}",
        "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":-5}"
      })
  void aTokenOfUntoldLifetimeIsTakenForAShortOne(String body) {
    ScriptedWeb server = callers.server().always(PATH, ScriptedWeb.json(200, body));
    assertThat(Awaited.answer(keeper(server).token()).expires())
        .isEqualTo(time.instant().plus(Duration.ofMinutes(5)));
  }

  @Test
  void aTokenAtHandIsOneThatHasNotEnded() {
    ScriptedWeb server = callers.server().always(PATH, token("t1", "300"));
    TokenKeeper keeper = keeper(server);
    assertThat(keeper.current()).isEmpty();
    assertThat(server.asked()).isEmpty();
    Awaited.answer(keeper.token());
    assertThat(keeper.current()).map(AccessToken::text).contains("t1");
    time.stall(Duration.ofMinutes(5));
    assertThat(keeper.current()).isEmpty();
  }

  @Test
  void aTokenThatAServiceRefusedIsReplacedOnceInAWhile() {
    ScriptedWeb server =
        callers
            .server()
            .next(PATH, token("t1", "86399"), token("t2", "86399"), token("t3", "86399"));
    TokenKeeper keeper = keeper(server);
    AccessToken first = Awaited.answer(keeper.token());
    keeper.refused(first);
    keeper.refused(first);
    AccessToken second = Awaited.answer(keeper.token());
    assertThat(second.text()).isEqualTo("t2");

    keeper.refused(first);
    keeper.refused(second);
    assertThat(Awaited.answer(keeper.token())).as("a service that accepts none").isEqualTo(second);
    time.stall(POLL);
    keeper.refused(second);
    assertThat(Awaited.answer(keeper.token()).text()).isEqualTo("t3");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401})
  void refusedCredentialsAreLeftAloneForLongerAndLonger(int status) {
    ScriptedWeb server =
        callers.server().always(PATH, ScriptedWeb.json(status, "{\"error\":\"invalid_client\"}"));
    TokenKeeper keeper = keeper(server, Duration.ofMinutes(10));
    TokenFault refused = new TokenFault.Refused(status, "invalid_client");
    assertThat(fault(keeper)).isEqualTo(refused);

    int asked = 1;
    for (int minutes : List.of(10, 20, 40, 60, 60)) {
      time.stall(Duration.ofMinutes(minutes - 6));
      assertThat(fault(keeper)).isEqualTo(refused);
      assertThat(server.asked()).as("within " + minutes + " minutes").hasSize(asked);
      time.stall(Duration.ofMinutes(6));
      assertThat(fault(keeper)).isEqualTo(refused);
      asked++;
      assertThat(server.asked()).as("after " + minutes + " minutes").hasSize(asked);
    }
  }

  @Test
  void aChangedSecretFileIsTriedAtOnce(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("genesys.secret");
    Files.writeString(file, "old\r\n");
    ScriptedWeb server =
        callers.server().next(PATH, ScriptedWeb.json(401, "{}"), token("t1", "300"));
    TokenKeeper keeper = keeper(client(server, new Secret.InFile(file)));
    assertThat(fault(keeper)).isEqualTo(new TokenFault.Refused(401, ""));
    fault(keeper);
    assertThat(server.asked()).hasSize(1);

    Files.writeString(file, SECRET + "\n");
    assertThat(Awaited.answer(keeper.token()).text()).isEqualTo("t1");
    assertThat(server.asked())
        .extracting(asked -> asked.headers().get("authorization"))
        // base64 of me:old and me:s3cret-of-ours
        .containsExactly("Basic bWU6b2xk", "Basic bWU6czNjcmV0LW9mLW91cnM=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "first\nsecond", "a\u0000b"})
  void aSecretFileThatIsNoneIsToldByItsName(String content, @TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("genesys.secret");
    Files.writeString(file, content);
    ScriptedWeb server = callers.server();
    TokenFault fault = fault(keeper(client(server, new Secret.InFile(file))));
    assertThat(fault).isInstanceOf(TokenFault.NoSecret.class);
    assertThat(fault.detail())
        .startsWith("client_secret_file: " + file + " (expected: ")
        .doesNotContain("first", "second");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void aPipeIsNoSecretFileAndHoldsNobody(@TempDir Path directory) {
    Path pipe = directory.resolve("genesys.secret");
    Program.run(Duration.ofSeconds(10), List.of("mkfifo", pipe.toString()));
    TokenFault fault = fault(keeper(client(callers.server(), new Secret.InFile(pipe))));
    assertThat(fault.detail()).contains(pipe.toString(), "is no regular file");
  }

  @Test
  void anAnswerThatIsTooLongForATokenIsMalformed() {
    ScriptedWeb server = callers.server().next(PATH, token("t".repeat(1 << 16), "300"));
    assertThat(fault(keeper(server))).isInstanceOf(TokenFault.Malformed.class);
  }

  @Test
  void whoDoesNotProveToBeTheTokenEndpointGetsNoSecretAndIsLeftAlone() {
    HeldCertificate stranger =
        HeldCertificate.named("stranger", Instant.now()).dns(Callers.NAME).mint();
    ScriptedWeb server = callers.server(stranger);
    TokenKeeper keeper = keeper(server);
    assertThat(fault(keeper))
        .isInstanceOfSatisfying(
            TokenFault.NoAnswer.class,
            none -> assertThat(none.fault()).isInstanceOf(CallFault.Untrusted.class));
    fault(keeper);
    fault(keeper);
    assertThat(heard).containsExactly("token untrusted");
    assertThat(server.asked()).isEmpty();
    time.stall(POLL);
    fault(keeper);
    assertThat(heard).hasSize(2);
  }

  @Test
  void aThrottlingTokenEndpointIsLeftAloneAsLongAsItWishes() {
    ScriptedWeb server =
        callers
            .server()
            .next(PATH, ScriptedWeb.json(429, "{}", "Retry-After", "42"), token("t1", "300"));
    TokenKeeper keeper = keeper(server);
    TokenFault fault = new TokenFault.UnexpectedStatus(429, Optional.of(Duration.ofSeconds(42)));
    assertThat(fault(keeper)).isEqualTo(fault);
    time.stall(Duration.ofSeconds(41));
    assertThat(fault(keeper)).isEqualTo(fault);
    assertThat(server.asked()).hasSize(1);
    time.stall(Duration.ofSeconds(1));
    assertThat(Awaited.answer(keeper.token()).text()).isEqualTo("t1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{\"access_token\":",
        "{\"token_type\":\"bearer\",\"expires_in\":300}",
        "{\"access_token\":7,\"token_type\":\"bearer\"}",
        "{\"access_token\":\"\",\"token_type\":\"bearer\"}",
        "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"bearer\"}",
        "{\"access_token\":\"t\",\"token_type\":\"mac\"}",
        "{\"access_token\":\"t\"}"
      })
  void whatBearsNoTokenIsMalformed(String body) {
    ScriptedWeb server = callers.server().always(PATH, ScriptedWeb.json(200, body));
    TokenKeeper keeper = keeper(server);
    assertThat(fault(keeper)).isInstanceOf(TokenFault.Malformed.class);
    assertThat(fault(keeper)).isInstanceOf(TokenFault.Malformed.class);
    assertThat(server.asked()).hasSize(1);
    time.stall(POLL);
    fault(keeper);
    assertThat(server.asked()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 429})
  void aStatusThatDoesNotPassByItselfIsNotAskedForAgainAtOnce(int status) {
    ScriptedWeb server = callers.server().always(PATH, ScriptedWeb.json(status, "{}"));
    TokenKeeper keeper = keeper(server);
    TokenFault fault = new TokenFault.UnexpectedStatus(status, Optional.empty());
    assertThat(fault(keeper)).isEqualTo(fault);
    assertThat(fault(keeper)).isEqualTo(fault);
    assertThat(server.asked()).hasSize(1);
    time.stall(POLL);
    fault(keeper);
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void afterAFailureThatMayPassTheNextOneAsks() {
    ScriptedWeb server =
        callers
            .server()
            .next(PATH, ScriptedWeb.hangUp(), ScriptedWeb.json(503, ""), token("t1", "300"));
    TokenKeeper keeper = keeper(server);
    assertThat(fault(keeper)).isInstanceOf(TokenFault.NoAnswer.class);
    assertThat(fault(keeper)).isEqualTo(new TokenFault.UnexpectedStatus(503, Optional.empty()));
    assertThat(Awaited.answer(keeper.token()).text()).isEqualTo("t1");
    assertThat(heard).containsExactly("token unreachable", "token 503", "token 200");
  }

  @Test
  void neitherSecretNorTokenIsEverSaid() {
    try (Eavesdropper lines = Eavesdropper.on(Logger.ROOT_LOGGER_NAME)) {
      ScriptedWeb server =
          callers
              .server()
              .next(
                  PATH,
                  ScriptedWeb.json(200, "{\"access_token\":\"t0ken-of-ours\" " + SECRET),
                  token("t0ken-of-ours", "300"),
                  ScriptedWeb.json(
                      401,
                      "{\"error\":\"%1$s\",\"error_description\":\"%1$s\"}".formatted(SECRET)));
      OauthClient client = client(server, new Secret.Given(SECRET));
      TokenKeeper keeper = keeper(client);
      List<String> said = new ArrayList<>();
      said.add(Awaited.failure(keeper.token()).toString());
      time.stall(POLL);
      said.add(Awaited.answer(keeper.token()).toString());
      time.stall(Duration.ofHours(1));
      said.add(Awaited.failure(keeper.token()).toString());
      said.add(client.toString());
      said.addAll(lines.lines());
      assertThat(server.asked()).hasSize(3);
      assertThat(said)
          .allSatisfy(line ->
              assertThat(line).doesNotContain(SECRET, "t0ken-of-ours", "bWU6czNjcmV0LW9mLW91cnM="));
    }
  }

  private static ScriptedWeb.Act token(String text, String lifetime) {
    return ScriptedWeb.json(
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":%s}"
            .formatted(text, lifetime));
  }

  private TokenKeeper keeper(ScriptedWeb server) {
    return keeper(server, POLL);
  }

  private TokenKeeper keeper(ScriptedWeb server, Duration pollInterval) {
    return keeper(client(server, new Secret.Given(SECRET)), pollInterval);
  }

  private TokenKeeper keeper(OauthClient client) {
    return keeper(client, POLL);
  }

  private TokenKeeper keeper(OauthClient client, Duration pollInterval) {
    return new TokenKeeper(
        callers.vertx(),
        client,
        callers.service(),
        pollInterval,
        time,
        new SplittableRandom(),
        (source, code, _) -> heard.add(source + " " + code));
  }

  private static OauthClient client(ScriptedWeb server, Secret secret) {
    return new OauthClient(
        Callers.url(server, PATH), "me", secret, Optional.empty(), "corporate", Optional.empty());
  }

  private static TokenFault fault(TokenKeeper keeper) {
    Throwable failure = Awaited.failure(keeper.token());
    assertThat(failure).isInstanceOf(TokenException.class);
    return ((TokenException) failure).fault();
  }
}
