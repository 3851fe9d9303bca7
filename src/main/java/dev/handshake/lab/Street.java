package dev.handshake.lab;

import dev.handshake.agent.Plan;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.Settings;
import dev.handshake.credential.Identity;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.StartTls;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The lab's servers, one house per scenario, and its name server; all on 127.0.0.1, on ports that
 * were free.
 */
public final class Street implements AutoCloseable {
  /** Where everything is served. */
  public static final String ADDRESS = "127.0.0.1";

  /** A port that is dialled by nobody, since the scenario ends at its name. */
  private static final int ANY_PORT = 443;

  /** Linux keeps one connection more than the backlog of 1 says, and drops the rest. */
  private static final int MORE_THAN_WAIT = 8;

  private final LabPki pki;
  private final ScheduledThreadPoolExecutor timer;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<House> houses = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final LabDns dns;

  private Street(LabPki pki) {
    this.pki = pki;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("lab-timer").factory(), new DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
    this.dns = LabDns.open();
    open.push(dns);
  }

  /** A scenario and the target that probes it. */
  public record House(Scenario scenario, Target target) {}

  /** Mints a PKI at a moment and serves all scenarios. */
  public static Street start(Instant now) {
    return start(LabPki.mint(now), Scenarios.all());
  }

  /**
   * Serves some scenarios.
   *
   * @throws UncheckedIOException if there are no free ports
   */
  public static Street start(LabPki pki, List<Scenario> scenarios) {
    Street street = new Street(pki);
    try {
      scenarios.forEach(scenario -> street.houses.add(street.build(scenario)));
      return street;
    } catch (RuntimeException failure) {
      street.close();
      throw failure;
    }
  }

  public List<House> houses() {
    return List.copyOf(houses);
  }

  /**
   * The house of a scenario.
   *
   * @throws NoSuchElementException if it is not served here
   */
  public House house(String scenario) {
    return houses.stream()
        .filter(house -> house.scenario().name().equals(scenario))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("scenario: " + scenario));
  }

  /** A target for each scenario, by its name. */
  public List<Target> targets() {
    return houses.stream().map(House::target).toList();
  }

  public LabPki pki() {
    return pki;
  }

  /** The trust store that the targets name. */
  public TrustAnchors roots() {
    return pki.roots();
  }

  /** The identities that the targets name, the unusable one included. */
  public Map<String, Identity> identities() {
    return pki.identities();
  }

  /** How the targets' names become addresses, or do not. */
  public DnsSettings dns() {
    return dns.settings();
  }

  /** The plan of an agent that watches all houses and listens on an address. */
  public Plan plan(WebSettings web) {
    return new Plan(
            targets(),
            dns(),
            BreakerSettings.DEFAULT,
            ScheduleSettings.DEFAULT,
            web,
            identities(),
            Map.of(roots().name(), roots()))
        .withModules(modules());
  }

  /** The built-in modules, which here trust the lab's own authorities. */
  private Map<String, ProbeModule> modules() {
    return Settings.DEFAULT.modules().values().stream()
        .map(module -> module.withTrust(roots().name()))
        .collect(Collectors.toMap(ProbeModule::name, Function.identity()));
  }

  /** How many connections are being served. */
  public int connections() {
    return listeners.stream().mapToInt(Listener::connections).sum();
  }

  private House build(Scenario scenario) {
    int port = port(scenario.serving());
    if (scenario.serving() instanceof Serving.Proxied(Manners manners, _)) {
      int proxy = listen(new ProxyConversation(manners, port));
      return new House(scenario, through(new Endpoint(ADDRESS, proxy), scenario.target(port)));
    }
    return new House(scenario, scenario.target(port));
  }

  /** The port on which something is served, which is opened for it. */
  private int port(Serving serving) {
    return switch (serving) {
      case Serving.Tls tls -> listen(new TlsConversation(tls, pki));
      case Serving.Introduced(StartTls protocol, Manners manners, Serving.Tls tls) ->
          listen(new StartTlsConversation(protocol, manners, new TlsConversation(tls, pki)));
      case Serving.Proxied(_, Serving behind) -> port(behind);
      case Serving.Raw(Script script) -> listen(new ScriptedConversation(script));
      case Serving.ClosedPort() -> closedPort();
      case Serving.FullBacklog() -> fullPort();
      case Serving.Nowhere() -> ANY_PORT;
    };
  }

  private int listen(Conversation conversation) {
    Listener listener = Listener.open(conversation, timer);
    open.push(listener);
    listeners.add(listener);
    return listener.port();
  }

  private static Target through(Endpoint proxy, Target target) {
    ProbeModule module = target.module();
    return target.withModule(module.withRoute(module.route().withProxy(proxy)));
  }

  /** Takes a port without listening on it, so that nobody else ever does. */
  private int closedPort() {
    try {
      Socket taken = new Socket();
      open.push(taken);
      taken.bind(new InetSocketAddress(Listener.loopback(), 0));
      return taken.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot take a port of " + ADDRESS, failure);
    }
  }

  /** Listens, accepts nobody, and has more clients waiting than the queue holds. */
  private int fullPort() {
    try {
      ServerSocket server = new ServerSocket();
      open.push(server);
      server.bind(new InetSocketAddress(Listener.loopback(), 0), 1);
      for (int waiting = 0; waiting < MORE_THAN_WAIT; waiting++) {
        SocketChannel client = SocketChannel.open();
        open.push(client);
        client.configureBlocking(false);
        client.connect(server.getLocalSocketAddress());
      }
      return server.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen on " + ADDRESS, failure);
    }
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception alreadyGone) {
        // The rest is still to be closed.
      }
    }
    timer.shutdownNow();
  }
}
