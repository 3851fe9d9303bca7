package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Observation;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** However probes end, nothing of them stays: no engine, no buffer, no memory of a handshake. */
class LeakTest {
  private static final int ROUNDS = 2;

  /** Those whose end is a long silence say nothing that the short ones do not. */
  private static final List<String> LONG = List.of("drip", "mtls-judged-forever", "http-silence");

  private final ListAppender<ILoggingEvent> complaints = new ListAppender<>();
  private final Level usual = ResourceLeakDetector.getLevel();

  @BeforeEach
  void listen() {
    complaints.start();
    logger().addAppender(complaints);
    Vertx.vertx().close(); // the first one turns the detection off
    ResourceLeakDetector.setLevel(Level.PARANOID);
  }

  @AfterEach
  void calm() {
    ResourceLeakDetector.setLevel(usual);
    logger().detachAppender(complaints);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  }

  @Test
  void nothingLeaksHoweverProbesEnd() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try (Street street = Street.start(Probing.PKI, rows());
        Resolver resolver = new Resolver(vertx, street.dns());
        Prober prober =
            new Prober(
                vertx,
                2,
                resolver,
                name -> Optional.ofNullable(street.identities().get(name)),
                Clock.systemUTC())) {
      List<Future<Observation>> probes = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Street.House house : shuffled(street.houses(), round)) {
          for (Engine engine : Engine.values()) {
            probes.add(
                prober.probe(house.target(), engine, (_, _, _) -> Future.succeededFuture(true)));
          }
        }
      }
      for (Future<Observation> probe : probes) {
        Probing.await(probe);
      }
      assertThat(probes).hasSizeGreaterThan(200);
      assertThat(prober.underWay()).as("engines remembered").isZero();
      assertThat(becomes(() -> street.connections() == 0)).as("connections closed").isTrue();
    } finally {
      Probing.await(vertx.close());
    }
    assertThat(complaintsAfterCollecting()).isEmpty();
  }

  @Test
  void aLeakWouldBeHeardOf() {
    for (int number = 0; number < 8; number++) {
      leak();
    }
    assertThat(becomes(() -> !complaintsAfterCollecting().isEmpty())).isTrue();
  }

  private static void leak() {
    var _ = PooledByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
  }

  private static List<Scenario> rows() {
    return Scenarios.all().stream().filter(row -> !LONG.contains(row.name())).toList();
  }

  private static List<Street.House> shuffled(List<Street.House> houses, int round) {
    List<Street.House> all = new ArrayList<>(houses);
    Collections.shuffle(all, new Random(round));
    return all;
  }

  /** What Netty says is reported when the next buffer is made after a collection. */
  private List<String> complaintsAfterCollecting() {
    for (int time = 0; time < 3; time++) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      for (int number = 0; number < 50; number++) {
        PooledByteBufAllocator.DEFAULT.buffer(16).release();
      }
    }
    return complaints.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static boolean becomes(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return true;
  }
}
