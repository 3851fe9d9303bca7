package dev.handshake.cli;

import dev.handshake.agent.Plan;
import dev.handshake.config.ConfigReader;
import dev.handshake.config.Configuration;
import dev.handshake.genesys.ApiException;
import dev.handshake.genesys.OrganizationSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Option;

/** The options that say which organizations a command asks about. */
final class GivenOrganizations {
  @Option(
      names = "--config.file",
      paramLabel = "F",
      required = true,
      order = 1,
      description = "YAML file with the organizations")
  private Path file = Path.of("handshake.yml");

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      order = 2,
      description = "only this one of them")
  private Optional<String> name = Optional.empty();

  /** What an organization's API answered, or why it did not. */
  sealed interface Answer<T> {
    /** There is an answer. */
    record Given<T>(T value) implements Answer<T> {}

    /** There is none. */
    record Refused<T>(ApiException why) implements Answer<T> {}

    /** Waits for an answer. */
    static <T> Answer<T> of(CompletableFuture<T> future) throws InterruptedException {
      try {
        return new Given<>(future.get());
      } catch (ExecutionException failure) {
        if (failure.getCause() instanceof ApiException why) {
          return new Refused<>(why);
        }
        throw new IllegalStateException("a question failed by our own fault", failure.getCause());
      }
    }
  }

  /** The configuration's plan; what had better be otherwise in it is said. */
  Plan plan(PrintWriter err) {
    Configuration configuration = ConfigReader.load(file, System::getenv, Instant.now());
    Complaints.warn(err, configuration);
    return Plan.of(configuration);
  }

  /** The organizations of a plan that are asked about, at least one. */
  List<OrganizationSettings> of(Plan plan) {
    List<OrganizationSettings> all = plan.genesys().organizations();
    List<OrganizationSettings> chosen =
        all.stream().filter(one -> name.map(one.name()::equals).orElse(true)).toList();
    if (all.isEmpty()) {
      throw new UsageException(
          "--config.file: " + file + " (expected: a configuration with at least one organization)");
    }
    if (chosen.isEmpty()) {
      throw new UsageException(
          "--organization: "
              + name.orElse("")
              + " (expected: the name of an organization in "
              + file
              + ")");
    }
    return chosen;
  }
}
