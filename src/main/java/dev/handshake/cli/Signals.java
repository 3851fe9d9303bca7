package dev.handshake.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signals of the operating system. */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  /** The number of SIGHUP, and what has a signal do what it does by default (POSIX, signal.h). */
  private static final int HANGUP = 1;

  private static final MemorySegment DEFAULT = MemorySegment.NULL;

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
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      Method handle = signal.getMethod("handle", signal, handler);
      Object before = handle.invoke(null, hangup, heard);
      if (handler.getField("SIG_IGN").get(null).equals(before)) {
        heed();
        handle.invoke(null, hangup, heard);
      }
    } catch (InvocationTargetException taken) {
      LOG.debug("SIGHUP is not heard of: {}", String.valueOf(taken.getCause()));
    } catch (ReflectiveOperationException missing) {
      LOG.debug("SIGHUP is not heard of: {}", missing.toString());
    }
  }

  /** Java leaves a signal alone that was ignored when it started, as below nohup. */
  @SuppressWarnings("restricted") // as the TLS library, which the manifest allows alike
  private static void heed() {
    Linker linker = Linker.nativeLinker();
    try {
      var _ =
          (MemorySegment)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("signal"),
                      FunctionDescriptor.of(
                          ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                  .invokeExact(HANGUP, DEFAULT);
    } catch (Throwable refused) {
      LOG.debug("SIGHUP stays ignored: {}", refused.toString());
    }
  }
}
