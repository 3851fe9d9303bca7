package dev.handshake.diagnosis;

import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.HttpCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an HTTP answer says by its status, our certificate left aside. */
final class HttpVerdict {
  private HttpVerdict() {}

  static Optional<Verdict> of(Observation seen) {
    return seen.target()
        .module()
        .http()
        .flatMap(check ->
            seen.http()
                .filter(answer -> !check.expectStatus().contains(answer.status()))
                .map(answer -> unexpected(answer, check, seen)));
  }

  private static Verdict unexpected(HttpAnswer answer, HttpCheck check, Observation seen) {
    Optional<StatusMeaning> meaning = StatusMeaning.of(answer);
    return new Verdict(
        Reason.HTTP_STATUS,
        Phase.REQUEST,
        "%s answered %s %s with status %d, expected was %s%s."
            .formatted(
                Wording.who(seen),
                check.method(),
                check.path(),
                answer.status(),
                written(check.expectStatus()),
                meaning.map(some -> ": " + some.clause()).orElse("")),
        meaning.map(StatusMeaning::remedy));
  }

  private static String written(Set<Integer> statuses) {
    List<Integer> sorted = statuses.stream().sorted().toList();
    boolean range = sorted.size() > 4 && sorted.getLast() - sorted.getFirst() == sorted.size() - 1;
    return range
        ? sorted.getFirst() + " to " + sorted.getLast()
        : String.join(" or ", sorted.stream().map(String::valueOf).toList());
  }
}
