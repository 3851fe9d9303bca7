package dev.handshake.agent;

import dev.handshake.address.AddressGuard;
import dev.handshake.monitor.Examination;
import dev.handshake.monitor.Examiner;
import dev.handshake.observation.Engine;
import dev.handshake.probe.Permission;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The examination of targets of which somebody else chose some: those are dialled only where the
 * guard permits, asked about the very address. Where it permits none, the name counts as one
 * without an address, which is no fault of any server.
 */
final class Chaperone implements Examination {
  private final Examiner examiner;
  private final Predicate<Target> configured;
  private final Supplier<AddressGuard> guard;

  /**
   * @param configured whether a target is the operator's own choice
   * @param guard asked for at each address
   */
  Chaperone(Examiner examiner, Predicate<Target> configured, Supplier<AddressGuard> guard) {
    this.examiner = examiner;
    this.configured = configured;
    this.guard = guard;
  }

  @Override
  public Future<Report> examine(Target target, Engine engine) {
    return examiner.examine(
        target, engine, configured.test(target) ? Permission.ANY : new Guarded(target));
  }

  private final class Guarded implements Permission {
    private final Target target;

    Guarded(Target target) {
      this.target = target;
    }

    @Override
    public boolean test(InetAddress address) {
      String host = target.endpoint().host();
      return target.module().route().proxy().isPresent()
          ? guard.get().permitsUnseen(host)
          : guard.get().permits(host, address);
    }

    @Override
    public String refusal() {
      return target.module().route().proxy().isPresent()
          ? "is not asked for a discovered host which genesys.discovery_allow does not name"
          : "leads to no public address and to none that genesys.discovery_allow permits";
    }
  }
}
