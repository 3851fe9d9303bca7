package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreetTest {
  private final LabPki pki = LabPki.mint(Instant.now());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void everyTargetKnowsWhatItMustProvoke() {
    try (Street street = Street.start(pki, Scenarios.all())) {
      assertThat(street.targets())
          .hasSameSizeAs(Scenarios.all())
          .allSatisfy(target -> {
            Expected expected = Scenarios.named(target.name()).expected();
            assertThat(target.labels()).containsEntry(Scenario.EXPECTED_LABEL, expected.word());
          });
    }
  }

  @Test
  void aClosedStreetAnswersNobody() throws IOException {
    Street street = street("silence");
    InetSocketAddress address = address(street, "silence");
    try (Socket open = connect(address)) {
      await(street, 1);
      street.close();
      assertThat(open.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(refusesInTheEnd(address)).isTrue();
  }

  /** The kernel closes a listening socket once the thread that accepts has let go of it. */
  private static boolean refusesInTheEnd(InetSocketAddress address) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        connect(address).close();
      } catch (ConnectException refused) {
        return true;
      } catch (SocketException reset) {
        // It was in the queue of the socket that closed; the next one is refused.
      }
    }
    return false;
  }

  @Test
  void noConnectionOutlivesItsClient() throws IOException {
    try (Street street = street("silence")) {
      List<Socket> clients = new ArrayList<>();
      for (int count = 0; count < 100; count++) {
        clients.add(connect(address(street, "silence")));
      }
      await(street, 100);
      for (Socket client : clients) {
        client.close();
      }
      await(street, 0);
    }
  }

  @Test
  void aClosedPortRefuses() {
    try (Street street = street("closed-port")) {
      assertThatThrownBy(() -> connect(address(street, "closed-port")))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("refused");
    }
  }

  @Test
  void aScenarioThatIsNotServedIsNamed() {
    try (Street street = street("silence")) {
      assertThatThrownBy(() -> street.house("expired"))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("scenario: expired");
    }
  }

  private Street street(String scenario) {
    return Street.start(pki, List.of(Scenarios.named(scenario)));
  }

  private static InetSocketAddress address(Street street, String scenario) {
    return new InetSocketAddress(
        Listener.loopback(), street.house(scenario).target().endpoint().port());
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout((int) PATIENCE.toMillis());
    try {
      socket.connect(address, (int) PATIENCE.toMillis());
      return socket;
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  private static void await(Street street, int connections) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (street.connections() != connections && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(street.connections()).isEqualTo(connections);
  }
}
