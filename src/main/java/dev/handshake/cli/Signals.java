package dev.handshake.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signals of the operating system. */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Does something at each SIGHUP, which else would end the process. Java has no supported way to
   * hear of signals; where the customary one is missing too, or the signal is taken, nothing
   * happens, and there are two other ways to be told.
   */
  static void onHangup(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object heard =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), heard);
    } catch (InvocationTargetException taken) {
      LOG.debug("SIGHUP is not heard of: {}", String.valueOf(taken.getCause()));
    } catch (ReflectiveOperationException missing) {
      LOG.debug("SIGHUP is not heard of: {}", missing.toString());
    }
  }
}
