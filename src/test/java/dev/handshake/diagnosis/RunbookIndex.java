package dev.handshake.diagnosis;

import static java.util.stream.Collectors.joining;

import dev.handshake.reason.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The page that leads to all pages of the runbook, in Markdown. */
final class RunbookIndex {
  private static final String HEAD =
      """
      # Runbook

      [//]: # (Made from the code, not by hand: mvn -q test -Dtest=RunbookTest -Drunbooks.write=true)

      One page for each alert, and one for each reason that an alert names. Each says what it means, how to see it, what to
      do and what not to do. The agent serves them under `/runbooks/`, where alerts lead.

      An alert for a failure begins when the target has failed for two minutes and ends five minutes after it is fine
      again. Where several reasons take turns, it keeps the one that it began with; where one gives way to another for
      good, the other is told five minutes later. An alert for a date holds for fifteen minutes after the certificate was
      replaced, since old and new may be served in turn. A target that is removed ends its alerts after the same times.

      In commands, `HOST:PORT` is the target's address, `NAME` the name in its certificate, `TARGET` its name in the
      agent's configuration, `roots.pem` its trust store, `client.pem` and `client.key` our identity, and
      `127.0.0.1:10219` the agent.
      """;

  private RunbookIndex() {}

  static String of(List<Path> alerts) {
    return HEAD
        + "\n## Alerts\n\n"
        + lines(
            alerts, page -> page.getFileName().toString().replace(".md", ""), RunbookIndex::summary)
        + "\n## Reasons and remarks\n\n"
        + lines(RunbookPage.words(), Finding::word, Meanings::of);
  }

  private static <T> String lines(
      List<T> pages, Function<T, String> name, Function<T, String> summary) {
    return pages.stream()
        .map(page -> "- [%1$s](%1$s.md): %2$s%n".formatted(name.apply(page), summary.apply(page)))
        .collect(joining());
  }

  /** The paragraph that follows a page's title. */
  private static String summary(Path page) {
    try {
      return Files.readString(page).split("\n\n")[1].replace("\n", " ");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
