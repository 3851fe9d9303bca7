package dev.handshake.probe;

import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.TokenUse;
import dev.handshake.probe.Bearers.Bearer;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.OauthClient;
import dev.handshake.target.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request and the reading of its answer, to the last header, or as far into the body
 * as a refusal is told.
 */
final class HttpExchange {
  private static final int MAX_BODY = 8 * 1024;
  private static final int MAX_HEADERS = 64 * 1024;

  /** The statuses by which servers refuse a certificate; which one it was may stand in the body. */
  private static final Set<Integer> EXPLAINED = Set.of(400, 403);

  private static final int UNAUTHORIZED = 401;
  private static final int MAX_CHALLENGES = 4;
  private static final int MAX_CHALLENGE = 1024;

  /** The errors that a Bearer challenge may name (RFC 6750, section 3.1), and nothing else. */
  private static final Pattern TOKEN_ERROR =
      Pattern.compile(
          "\\bBearer\\b.*?\\berror\\s*=\\s*\"?(invalid_request|invalid_token|insufficient_scope)\\b",
          Pattern.CASE_INSENSITIVE);

  private final HttpCheck check;
  private final Bearers bearers;
  private final Instant now;
  private final StringBuilder body = new StringBuilder();
  private TokenUse tokenUse = new TokenUse.NotWanted();
  private Optional<Bearer.Token> token = Optional.empty();
  private @Nullable HttpResponse response;
  private boolean tooLarge;

  /** How far the answer has been read. */
  enum Progress {
    NOTHING,
    HEADERS,
    COMPLETE,
    INVALID
  }

  HttpExchange(HttpCheck check, Bearers bearers, Instant now) {
    this.check = check;
    this.bearers = bearers;
    this.now = now;
  }

  static HttpClientCodec codec() {
    return new HttpClientCodec(
        new HttpDecoderConfig().setMaxHeaderSize(MAX_HEADERS).setMaxInitialLineLength(MAX_HEADERS),
        false,
        false);
  }

  /**
   * The request.
   *
   * @param secrets whether an access token and headers that came from files or the environment may
   *     be sent
   */
  FullHttpRequest request(Target target, boolean secrets) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(check.method()),
            check.path(),
            Unpooled.EMPTY_BUFFER);
    request.headers().set(HttpHeaderNames.HOST, host(target));
    request.headers().set(HttpHeaderNames.USER_AGENT, "handshake-exporter");
    request.headers().set(HttpHeaderNames.ACCEPT, "*/*");
    request.headers().set(HttpHeaderNames.CONNECTION, "close");
    check
        .headers()
        .forEach((name, value) -> {
          if (secrets || !value.secret()) {
            request.headers().set(name, value.value());
          }
        });
    check.oauth().ifPresent(client -> authorize(request, client, secrets));
    return request;
  }

  private void authorize(FullHttpRequest request, OauthClient client, boolean secrets) {
    if (!secrets) {
      tokenUse = new TokenUse.Withheld();
      return;
    }
    switch (bearers.of(client)) {
      case Bearer.None(var why) -> tokenUse = new TokenUse.Missing(why);
      case Bearer.Token held -> {
        tokenUse = new TokenUse.Borne();
        token = Optional.of(held);
        request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + held.text());
      }
    }
  }

  private static String host(Target target) {
    String name = target.serverName();
    String host = name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    int port = target.endpoint().port();
    return port == 443 ? host : host + ":" + port;
  }

  /** Takes one piece of the answer. */
  Progress read(HttpObject piece) {
    if (piece.decoderResult().isFailure()) {
      tooLarge = piece.decoderResult().cause() instanceof TooLongFrameException;
      return response == null ? Progress.INVALID : Progress.COMPLETE;
    }
    if (piece instanceof HttpResponse head) {
      return head(head);
    }
    if (response != null && piece instanceof HttpContent content) {
      append(content.content());
      boolean whole = content instanceof LastHttpContent || body.length() >= MAX_BODY;
      return whole ? Progress.COMPLETE : Progress.HEADERS;
    }
    return Progress.NOTHING;
  }

  private Progress head(HttpResponse head) {
    boolean interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (interim && head.status().code() != 101) {
      return Progress.NOTHING;
    }
    response = head;
    boolean expected = check.expectStatus().contains(head.status().code());
    if (!expected && head.status().code() == UNAUTHORIZED) {
      token.ifPresent(sent -> check.oauth().ifPresent(client -> bearers.refused(client, sent)));
    }
    return !expected && EXPLAINED.contains(head.status().code())
        ? Progress.HEADERS
        : Progress.COMPLETE;
  }

  private void append(ByteBuf content) {
    int length = Math.min(content.readableBytes(), MAX_BODY - body.length());
    body.append(content.toString(content.readerIndex(), length, StandardCharsets.ISO_8859_1));
  }

  /** What is wrong with an answer that is {@link Progress#INVALID}. */
  String trouble() {
    return tooLarge
        ? "the answer's headers are larger than " + MAX_HEADERS / 1024 + " KiB"
        : "the answer is not HTTP";
  }

  /** The answer as far as it was read; empty before its headers were. */
  Optional<HttpAnswer> answer() {
    return Optional.ofNullable(response)
        .map(head ->
            new HttpAnswer(
                head.status().code(),
                head.protocolVersion().text(),
                body.toString(),
                retryAfter(head.headers().get(HttpHeaderNames.RETRY_AFTER)),
                contentLength(head),
                tokenUse,
                tokenError(head)));
  }

  private Optional<String> tokenError(HttpResponse head) {
    return head.headers().getAll(HttpHeaderNames.WWW_AUTHENTICATE).stream()
        .limit(MAX_CHALLENGES)
        .map(challenge -> challenge.substring(0, Math.min(challenge.length(), MAX_CHALLENGE)))
        .map(TOKEN_ERROR::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1).toLowerCase(Locale.ROOT))
        .findFirst();
  }

  private static OptionalLong contentLength(HttpResponse head) {
    String value = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return value != null && value.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }

  /** RFC 9110, section 10.2.3: seconds or a date. */
  private Optional<Duration> retryAfter(@Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, date)).filter(Duration::isPositive);
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }
}
