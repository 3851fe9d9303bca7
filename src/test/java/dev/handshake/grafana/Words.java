package dev.handshake.grafana;

import dev.handshake.breaker.BreakerState;
import dev.handshake.diagnosis.Advice;
import dev.handshake.diagnosis.Meanings;
import dev.handshake.grafana.Fields.Mapping;
import dev.handshake.grafana.Fields.Word;
import dev.handshake.metrics.MetricNames;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Party;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The closed words of the contract as numbers to draw, and as sentences and colours to read. */
final class Words {
  static final String RED = "red";
  static final String ORANGE = "orange";
  static final String YELLOW = "yellow";
  static final String GREEN = "green";
  static final String GREY = "#8e8e8e";

  private Words() {}

  /** The verdict on a target: 1 fine, 0 failing. */
  static Mapping verdict() {
    return Mapping.values(Map.ofEntries(word(0, "failing", RED), word(1, "fine", GREEN)));
  }

  static Mapping passed() {
    return Mapping.values(Map.ofEntries(word(0, "failed", RED), word(1, "passed", GREEN)));
  }

  /** A breaker's state, or the most open one of several agents, as the state's number. */
  static String breaker() {
    return coded(
        MetricNames.BREAKER_STATE,
        Stream.of(BreakerState.values())
            .collect(Collectors.toMap(BreakerState::word, Words::number)));
  }

  static Mapping breakerStates() {
    Map<String, Word> words = new LinkedHashMap<>();
    for (BreakerState state : BreakerState.values()) {
      put(words, number(state), state.word().replace('_', ' '), color(state));
    }
    return Mapping.values(words);
  }

  /** What became of our certificate, or the worst of several agents, as the state's number. */
  static String acceptance() {
    return coded(
        MetricNames.CLIENT_CERTIFICATE_ACCEPTANCE,
        Stream.of(Acceptance.values()).collect(Collectors.toMap(Acceptance::word, Words::number)));
  }

  static Mapping acceptanceStates() {
    Map<String, Word> words = new LinkedHashMap<>();
    for (Acceptance state : Acceptance.values()) {
      put(words, number(state), state.word().replace('_', ' '), color(state));
    }
    return Mapping.values(words);
  }

  /** What each reason and each remark means. */
  static Mapping meanings() {
    return sentences(Meanings::of);
  }

  private static Mapping sentences(Function<Finding, String> sentence) {
    Map<String, Word> words = new LinkedHashMap<>();
    Stream.<Finding>concat(Arrays.stream(Reason.values()), Arrays.stream(Remark.values()))
        .forEach(finding ->
            words.put(finding.word(), new Word(words.size(), sentence.apply(finding), null)));
    return Mapping.values(words);
  }

  /** What to do about each reason and each remark. */
  static Mapping remedies() {
    return sentences(Advice::of);
  }

  /** Who has to act. */
  static Mapping parties() {
    Map<String, Word> words = new LinkedHashMap<>();
    for (Party party : Party.values()) {
      words.put(party.word(), new Word(words.size(), actor(party), null));
    }
    return Mapping.values(words);
  }

  private static String actor(Party party) {
    return switch (party) {
      case NETWORK -> "network: name, route or firewall";
      case SERVER -> "server: whoever runs the target";
      case CLIENT -> "client: we, who show the certificate";
      case AUTHORITY -> "authority: whoever issued the chain";
      case INTERCEPTOR -> "interceptor: an inspecting proxy";
      case AGENT -> "agent: this exporter";
    };
  }

  /** The state that holds as its number: the others are 0, whatever number they have. */
  private static String coded(String metric, Map<String, Integer> numbers) {
    List<String> states =
        numbers.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(state ->
                state.getValue()
                    + " * "
                    + PromQl.target(metric, PromQl.is("state", state.getKey())))
            .toList();
    return PromQl.max(PromQl.ONE_TARGET, String.join(" or ", states));
  }

  /** The more open, the greater. */
  private static int number(BreakerState state) {
    return switch (state) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }

  private static String color(BreakerState state) {
    return switch (state) {
      case CLOSED -> GREEN;
      case HALF_OPEN -> YELLOW;
      case OPEN -> RED;
    };
  }

  /** The worse, the greater. */
  static int number(Acceptance state) {
    return switch (state) {
      case NOT_REQUESTED -> 0;
      case CONFIRMED -> 1;
      case UNCONFIRMED -> 2;
      case REJECTED -> 3;
    };
  }

  private static String color(Acceptance state) {
    return switch (state) {
      case NOT_REQUESTED -> GREY;
      case CONFIRMED -> GREEN;
      case UNCONFIRMED -> YELLOW;
      case REJECTED -> RED;
    };
  }

  private static Map.Entry<String, Word> word(int value, String text, String color) {
    return Map.entry(Integer.toString(value), new Word(value, text, color));
  }

  private static void put(Map<String, Word> words, int value, String text, String color) {
    words.put(Integer.toString(value), new Word(value, text, color));
  }
}
