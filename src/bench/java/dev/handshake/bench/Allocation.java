package dev.handshake.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** How much another Java machine has allocated since it began, over local JMX. */
final class Allocation implements AutoCloseable {
  /** A connector would look after a machine that is paused and give it up. */
  private static final Map<String, Object> WITHOUT_CHECKS =
      Map.of("jmx.remote.x.client.connection.check.period", 0L);

  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private Allocation(JMXConnector connector, ThreadMXBean threads) {
    this.connector = connector;
    this.threads = threads;
  }

  @SuppressWarnings("BanJNDI") // the other end is a process of ours on loopback
  static Allocation of(long pid) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      JMXConnector connector =
          JMXConnectorFactory.connect(new JMXServiceURL(address), WITHOUT_CHECKS);
      return new Allocation(
          connector,
          ManagementFactory.getPlatformMXBean(
              connector.getMBeanServerConnection(), ThreadMXBean.class));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (AttachNotSupportedException refused) {
      throw new IllegalStateException("process " + pid + " (expected: a Java machine)", refused);
    }
  }

  /** Bytes, by all threads, ended ones included. */
  long bytes() {
    return threads.getTotalThreadAllocatedBytes();
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
