package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A fault of our own is told in words, and a shortage by what is short. */
class FaultWordsTest {
  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            new BindException(
                "connect(..) failed with error(-99): Cannot assign requested address"),
            "no local port is left to connect from (Cannot assign requested address)"),
        Arguments.of(
            new SocketException("socket() failed: Too many open files"),
            "no file descriptor is left (Too many open files)"),
        Arguments.of(new OutOfMemoryError("Java heap space"), "no memory is left"),
        Arguments.of(new IOException("the disk is full"), "the disk is full"),
        Arguments.of(new IOException("one\nline"), "one\\u000aline"),
        Arguments.of(new IllegalStateException(), "its log tells more"),
        Arguments.of(new IllegalStateException(" "), "its log tells more"),
        Arguments.of(
            new CompletionException(new IllegalStateException("no such thing")),
            "its log tells more"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isToldWithoutNamesOfClasses(Throwable fault, String words) {
    assertThat(FaultWords.of(fault)).isEqualTo(words);
  }
}
