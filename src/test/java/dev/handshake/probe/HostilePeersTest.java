package dev.handshake.probe;

import static dev.handshake.probe.HandmadeTls.hex;
import static dev.handshake.probe.HandmadeTls.join;
import static dev.handshake.probe.HandmadeTls.message;
import static dev.handshake.probe.HandmadeTls.record;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.ProbeModule;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A hostile peer is bounded in size and time, gets a name, and costs the next target nothing. */
class HostilePeersTest {
  private static final ProbeModule MODULE =
      Probing.within(Duration.ofSeconds(1), Probing.lasting(PLAIN));

  /** Longer than anybody waits: such a probe ends when its server does. */
  private static final ProbeModule LASTING =
      Probing.within(Duration.ofMinutes(10), Probing.lasting(PLAIN));

  /** What is read of a flood before it is left: the limit, and what the socket held besides. */
  private static final long MOST_BYTES = WireTap.MAX_FLIGHT + (1 << 20);

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  /** What a server sends in the place of an honest flight, and what may be said of it. */
  enum Malice {
    EMPTY_HANDSHAKE_RECORDS(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_TOO_LARGE) {
      @Override
      void send(HandmadeTls tls) throws IOException {
        flood(tls, record(HandmadeTls.HANDSHAKE, new byte[0]));
      }
    },
    EMPTY_DATA_RECORDS(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_TOO_LARGE) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        tls.serverHello();
        flood(tls, record(HandmadeTls.APPLICATION_DATA, new byte[0]));
      }
    },
    HELLO_REQUESTS(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_TOO_LARGE) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        byte[] many = new byte[16_000];
        tls.serverHello12();
        flood(tls, record(HandmadeTls.HANDSHAKE, many));
      }
    },
    WARNINGS(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_TOO_LARGE) {
      @Override
      void send(HandmadeTls tls) throws IOException {
        flood(tls, record(HandmadeTls.ALERT, hex("0170")));
      }
    },
    CHANGE_CIPHER_SPECS(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_TOO_LARGE) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        tls.serverHello();
        flood(tls, record(HandmadeTls.CHANGE_CIPHER_SPEC, hex("01")));
      }
    },
    ENDLESS_ENCRYPTED_EXTENSIONS(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_TOO_LARGE) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        tls.serverHello();
        for (int sent = 0; sent < 4 << 20; sent += 16_384) {
          tls.handshake(new byte[16_384]).flush();
        }
      }
    },
    HUGE_SERVER_HELLO(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_TIMEOUT) {
      @Override
      void send(HandmadeTls tls) throws IOException {
        byte[] hello = join(hex("0303"), new byte[32], hex("00" + "c02b" + "00"));
        byte[] extension = join(hex("ea64" + "fff0" + "ea60"), new byte[60_000]);
        byte[] huge = message(2, hello, extension);
        for (int from = 0; from < huge.length; from += 16_000) {
          int to = Math.min(huge.length, from + 16_000);
          tls.raw(record(HandmadeTls.HANDSHAKE, Arrays.copyOfRange(huge, from, to)));
        }
        tls.flush();
      }
    },
    GARBAGE_AFTER_SERVER_HELLO(Reason.PROTOCOL_VIOLATION) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        tls.serverHello().raw(record(HandmadeTls.APPLICATION_DATA, new byte[900])).flush();
      }
    },
    NO_RECORD_AFTER_SERVER_HELLO(Reason.PROTOCOL_VIOLATION) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        tls.serverHello().raw(hex("ff".repeat(64))).flush();
      }
    },
    WRONG_RECORD_VERSION(Reason.PROTOCOL_VIOLATION) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        tls.serverHello().raw(hex("1605000004" + "08000000")).flush();
      }
    },
    OTHER_VERSION_FROM_THE_START(Reason.NOT_TLS) {
      @Override
      void send(HandmadeTls tls) throws IOException {
        tls.raw(hex("1605000004" + "02000000")).flush();
      }
    },
    TRUNCATED_SERVER_HELLO(Reason.PROTOCOL_VIOLATION) {
      @Override
      void send(HandmadeTls tls) throws IOException {
        tls.raw(record(HandmadeTls.HANDSHAKE, message(2, hex("0303")))).flush();
      }
    },
    LENGTHS_BEYOND_THE_MESSAGE(Reason.PROTOCOL_VIOLATION) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        tls.serverHello12().handshake(message(11, hex("fffffffffffe"))).flush();
      }
    },
    EMPTY_CERTIFICATES(Reason.PROTOCOL_VIOLATION) {
      @Override
      void send(HandmadeTls tls) throws IOException, GeneralSecurityException {
        byte[] list = new byte[3 * 50_000];
        byte[] size = {(byte) (list.length >> 16), (byte) (list.length >> 8), (byte) list.length};
        byte[] whole = message(11, size, list);
        tls.serverHello12();
        for (int from = 0; from < whole.length; from += 16_000) {
          int to = Math.min(whole.length, from + 16_000);
          tls.raw(record(HandmadeTls.HANDSHAKE, Arrays.copyOfRange(whole, from, to)));
        }
        tls.flush();
      }
    },
    UNKNOWN_SUITE(Reason.CIPHER_MISMATCH) {
      @Override
      void send(HandmadeTls tls) throws IOException {
        byte[] body = join(hex("0303"), new byte[32], hex("00" + "c0ac" + "00"));
        tls.raw(record(HandmadeTls.HANDSHAKE, message(2, body))).flush();
      }
    };

    private final Reason reason;
    private final Reason orElse;

    Malice(Reason reason) {
      this(reason, reason);
    }

    /** Engines may differ: one breaks off where the other reads on. */
    Malice(Reason reason, Reason orElse) {
      this.reason = reason;
      this.orElse = orElse;
    }

    abstract void send(HandmadeTls tls) throws IOException, GeneralSecurityException;

    static void flood(HandmadeTls tls, byte[] piece) throws IOException {
      byte[] many = new byte[piece.length * Math.max(1, 32_768 / piece.length)];
      for (int at = 0; at < many.length; at += piece.length) {
        System.arraycopy(piece, 0, many, at, piece.length);
      }
      for (int sent = 0; sent < 4 << 20; sent += many.length) {
        tls.raw(many).flush();
      }
    }
  }

  static Stream<Arguments> all() {
    return Stream.of(Malice.values())
        .flatMap(malice -> Stream.of(Engine.values()).map(engine -> Arguments.of(malice, engine)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isBoundedAndNamed(Malice malice, Engine engine) throws Exception {
    try (ScriptedServer server = serving(malice)) {
      Report report = probing.report(target(server.port(), MODULE), engine);
      assertThat(report.diagnosis().reason())
          .as(Probing.said(report))
          .hasValueSatisfying(reason -> assertThat(reason).isIn(malice.reason, malice.orElse));
      assertThat(report.observation().connection())
          .hasValueSatisfying(seen -> assertThat(seen.bytesIn()).isLessThan(MOST_BYTES));
      assertThat(report.observation().chain())
          .satisfiesAnyOf(
              chain -> assertThat(chain).isEmpty(),
              chain -> assertThat(chain.orElseThrow().depth()).isLessThanOrEqualTo(256));
    }
  }

  /** Beside all of them are some that end only when the test lets them. */
  @Test
  void theNextTargetIsNotLateForAnyOfThem() throws Exception {
    List<ScriptedServer> hostile = new ArrayList<>();
    for (Malice malice : Malice.values()) {
      hostile.add(serving(malice));
    }
    ScriptedServer drip = ScriptedServer.start(HostilePeersTest::drip);
    try (drip;
        ScriptedServer good =
            ScriptedServer.start(
                new JdkTls(
                    PKI.server(ServerCertificate.FINE),
                    _ -> {},
                    tls -> ScriptedServer.drain(tls)))) {
      probing.report(target(good.port(), PLAIN), Engine.BORINGSSL); // everything is warm
      List<Future<Report>> lasting = new ArrayList<>();
      List<Future<Report>> others = new ArrayList<>();
      for (int time = 0; time < 4; time++) {
        lasting.add(probing.begin(target(drip.port(), LASTING), Engine.BORINGSSL));
        for (ScriptedServer server : hostile) {
          others.add(probing.begin(target(server.port(), MODULE), Engine.BORINGSSL));
        }
      }
      Report report = probing.report(target(good.port(), PLAIN), Engine.BORINGSSL);
      assertThat(report.diagnosis().success()).as(Probing.said(report)).isTrue();
      assertThat(lasting)
          .as("hostile probes that the good one overtook")
          .noneMatch(Future::isComplete);
      drip.close();
      others.addAll(lasting);
      for (Future<Report> other : others) {
        assertThat(Probing.await(other).diagnosis().success()).isFalse();
      }
    } finally {
      for (ScriptedServer server : hostile) {
        server.close();
      }
    }
  }

  /** A handshake message of which there is always one more byte to come. */
  private static void drip(Socket socket) throws IOException {
    HandmadeTls tls = new HandmadeTls(socket, PKI.server(ServerCertificate.FINE)).hello();
    tls.raw(record(HandmadeTls.HANDSHAKE, hex("0200ffff"))).flush();
    while (true) {
      tls.raw(record(HandmadeTls.HANDSHAKE, hex("03"))).flush();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static ScriptedServer serving(Malice malice) {
    return ScriptedServer.start((Socket socket) -> {
      malice.send(new HandmadeTls(socket, PKI.server(ServerCertificate.FINE)).hello());
      ScriptedServer.drain(socket);
    });
  }
}
