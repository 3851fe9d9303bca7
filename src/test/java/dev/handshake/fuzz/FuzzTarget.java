package dev.handshake.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * One reader of foreign bytes.
 *
 * @param specimens valid input, from which hostile input is made
 * @param property what must hold whatever the input is
 */
public record FuzzTarget(String name, List<byte[]> specimens, Property property) {
  /** No input may make a reader allocate more than this, and so much for each byte of it. */
  private static final long MOST_ALLOCATED = 48L << 20;

  private static final long MOST_FOR_EACH_BYTE = 4096;

  /** Throws what must not be thrown, or complains of what does not hold. */
  @FunctionalInterface
  public interface Property {
    void holds(byte[] input) throws Exception;
  }

  public FuzzTarget {
    specimens = List.copyOf(specimens);
  }

  public static FuzzTarget of(String name, Property property, byte[]... specimens) {
    return new FuzzTarget(name, List.of(specimens), property);
  }

  /** Input in text. */
  public static FuzzTarget ofTexts(String name, Property property, String... specimens) {
    return new FuzzTarget(
        name,
        Stream.of(specimens).map(it -> it.getBytes(StandardCharsets.UTF_8)).toList(),
        property);
  }

  /** Loads the reader's code, which takes longer and more room than an input may. */
  void warmUp(byte[] input) {
    try {
      property.holds(input);
    } catch (Exception | StackOverflowError | AssertionError thrown) {
      // It is told when that input is checked.
      return;
    }
  }

  /**
   * Holds the reader against one input.
   *
   * @throws AssertionError if anything does not hold
   */
  public void check(byte[] input) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      property.holds(input);
    } catch (Exception | StackOverflowError thrown) {
      throw new AssertionError(name + " threw " + thrown, thrown);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    if (allocated > MOST_ALLOCATED + MOST_FOR_EACH_BYTE * input.length) {
      throw new AssertionError(
          "%s allocated %d bytes for %d".formatted(name, allocated, input.length));
    }
  }
}
