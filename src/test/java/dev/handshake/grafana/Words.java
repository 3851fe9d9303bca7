package dev.handshake.grafana;

import dev.handshake.breaker.BreakerState;
import dev.handshake.diagnosis.Advice;
import dev.handshake.diagnosis.Meanings;
import dev.handshake.genesys.SourceFault;
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
import java.util.function.UnaryOperator;
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
    return states(new Word(0, "failing", RED), new Word(1, "fine", GREEN));
  }

  static Mapping passed() {
    return states(new Word(0, "failed", RED), new Word(1, "passed", GREEN));
  }

  static Mapping up() {
    return states(new Word(0, "down", RED), new Word(1, "up", GREEN));
  }

  /** What 0 and 1 mean. */
  static Mapping states(Word off, Word on) {
    return Mapping.values(Map.of("0", off, "1", on));
  }

  /** A breaker's state, or the most open one of several agents, as the state's number. */
  static String breaker() {
    return coded(
        PromQl.ONE_TARGET,
        state -> PromQl.target(MetricNames.BREAKER_STATE, state),
        Stream.of(BreakerState.values())
            .collect(Collectors.toMap(BreakerState::word, Words::number)));
  }

  /** The state of an organization's breaker, or the most open one of several agents. */
  static String apiBreaker() {
    return coded(
        "organization, region",
        state -> PromQl.organization(MetricNames.API_BREAKER_STATE, state),
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
        PromQl.ONE_TARGET,
        state -> PromQl.target(MetricNames.CLIENT_CERTIFICATE_ACCEPTANCE, state),
        Stream.of(Acceptance.values()).collect(Collectors.toMap(Acceptance::word, Words::number)));
  }

  /** The same of all targets, where none can be chosen. */
  static String acceptanceOfAny() {
    return coded(
        "target",
        state -> PromQl.agent(MetricNames.CLIENT_CERTIFICATE_ACCEPTANCE, state),
        Stream.of(Acceptance.values()).collect(Collectors.toMap(Acceptance::word, Words::number)));
  }

  /** What each reason of a source that is down means. */
  static Mapping faults() {
    Map<String, Word> words = new LinkedHashMap<>();
    for (SourceFault fault : SourceFault.values()) {
      words.put(fault.word(), new Word(words.size(), meaning(fault), null));
    }
    return Mapping.values(words);
  }

  private static String meaning(SourceFault fault) {
    return switch (fault) {
      case UNREACHABLE -> "unreachable: network, name or firewall";
      case TIMEOUT -> "timeout: no answer in time";
      case UNTRUSTED -> "untrusted: an inspecting proxy?";
      case UNAUTHORIZED -> "unauthorized: client id or secret refused";
      case PERMISSION_DENIED -> "permission denied: the role lacks one";
      case RATE_LIMITED -> "rate limited: too many requests";
      case SERVER_ERROR -> "server error: the platform fails";
      case UNEXPECTED_STATUS -> "unexpected status: see the log";
      case INVALID_ANSWER -> "invalid answer: not to be believed";
      case BREAKER_OPEN -> "breaker open: others failed before";
      case INTERNAL -> "internal: see the agent's log";
    };
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
  private static String coded(
      String labels, UnaryOperator<String> selector, Map<String, Integer> numbers) {
    List<String> states =
        numbers.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(state ->
                state.getValue() + " * " + selector.apply(PromQl.is("state", state.getKey())))
            .toList();
    return PromQl.max(labels, String.join(" or ", states));
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

  private static void put(Map<String, Word> words, int value, String text, String color) {
    words.put(Integer.toString(value), new Word(value, text, color));
  }
}
