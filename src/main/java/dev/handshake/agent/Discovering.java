package dev.handshake.agent;

import dev.handshake.config.TargetGroupReader;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.discovery.FilePattern;
import dev.handshake.discovery.FileWatch;
import dev.handshake.discovery.TargetFiles;
import dev.handshake.discovery.TargetGroups;
import dev.handshake.discovery.TargetSource;
import dev.handshake.discovery.TargetUrl;
import dev.handshake.discovery.TargetUrlSettings;
import dev.handshake.schedule.Loop;
import dev.handshake.target.ProbeModule;
import io.vertx.core.internal.VertxInternal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files and URLs that the operator has targets looked for in, as the plan in force names them.
 * All files are read on one thread of their own.
 */
final class Discovering implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Discovering.class);

  private final Probing probing;
  private final TargetUrl.Means means;
  private final ScheduledExecutorService reader;
  private volatile List<TargetFiles> files = List.of();
  private volatile List<Asked> urls = List.of();
  private Map<String, ProbeModule> modules = Map.of();
  private boolean begun;

  /** A URL that is asked, and the question that is put to it. */
  private record Asked(TargetUrl source, TargetQuestion question) implements AutoCloseable {
    boolean is(String name, TargetUrlSettings settings) {
      return source.name().equals(name) && source.settings().equals(settings);
    }

    @Override
    public void close() {
      source.close();
      question.close();
    }
  }

  /**
   * Reads the files of a plan once, and asks nothing yet.
   *
   * @param clock the wall clock
   */
  Discovering(Plan plan, Probing probing, InstantSource clock) {
    this.probing = probing;
    this.reader =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("target-sources").factory());
    this.means =
        new TargetUrl.Means(
            Loop.of(((VertxInternal) probing.vertx()).createEventLoopContext()),
            reader,
            clock,
            new SplittableRandom());
    become(plan, Renewed.NOTHING);
  }

  /** Looks at the files and asks the URLs from now on. */
  synchronized void begin() {
    begun = true;
    urls.forEach(one -> one.source().start());
    long pause = FileWatch.LOOKS_EVERY.toNanos();
    var _ = reader.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.NANOSECONDS);
  }

  private void look() {
    for (TargetFiles one : files) {
      try {
        one.look();
      } catch (RuntimeException fault) {
        LOG.error("cannot look at {}", one.pattern(), fault);
      }
    }
  }

  /**
   * Takes over what another plan says. What is the same stays as it is; what the modules of the
   * plan change in targets is changed. This blocks, as new files are read.
   *
   * @param renewed what has another content under the same name
   */
  synchronized void become(Plan plan, Renewed renewed) {
    TargetGroups groups = new TargetGroupReader(plan.modules());
    boolean reread = !plan.modules().equals(modules);
    modules = plan.modules();
    files = files(plan.discovery(), groups, reread);
    urls = urls(plan, groups, reread, renewed);
  }

  private List<TargetFiles> files(DiscoverySettings settings, TargetGroups groups, boolean reread) {
    List<TargetFiles> next = new ArrayList<>();
    for (FilePattern pattern : settings.files()) {
      String name = DiscoverySettings.nameOfFiles(next.size());
      Optional<TargetFiles> same =
          files.stream()
              .filter(one -> one.name().equals(name) && one.pattern().equals(pattern))
              .findFirst();
      same.filter(_ -> reread).ifPresent(one -> one.reread(groups));
      next.add(same.orElseGet(() -> read(new TargetFiles(name, pattern, groups, means.clock()))));
    }
    return List.copyOf(next);
  }

  private static TargetFiles read(TargetFiles files) {
    files.look();
    return files;
  }

  private List<Asked> urls(Plan plan, TargetGroups groups, boolean reread, Renewed renewed) {
    List<Asked> next = new ArrayList<>();
    for (TargetUrlSettings settings : plan.discovery().urls()) {
      String name = DiscoverySettings.nameOfUrl(next.size());
      Optional<Asked> same =
          urls.stream()
              .filter(one -> one.is(name, settings) && !isRenewed(settings, renewed))
              .findFirst();
      same.filter(_ -> reread).ifPresent(one -> one.source().reread(groups));
      next.add(same.orElseGet(() -> asked(name, settings, groups, plan)));
    }
    urls.stream().filter(one -> !next.contains(one)).forEach(Asked::close);
    return List.copyOf(next);
  }

  private static boolean isRenewed(TargetUrlSettings settings, Renewed renewed) {
    return renewed.trustStores().contains(settings.trust())
        || settings.identity().filter(renewed.identities()::contains).isPresent();
  }

  /** Another source, which begins with what was known of its URL. */
  private Asked asked(String name, TargetUrlSettings settings, TargetGroups groups, Plan plan) {
    TargetQuestion question = TargetQuestion.of(settings, plan, probing);
    TargetUrl source = new TargetUrl(name, settings, question, groups, means);
    urls.stream()
        .map(Asked::source)
        .filter(old -> old.settings().url().equals(settings.url()))
        .findFirst()
        .ifPresent(old -> {
          source.inherit(old);
          source.reread(groups);
        });
    if (begun) {
      source.start();
    }
    return new Asked(source, question);
  }

  /** The sources, files before URLs. */
  List<TargetSource> sources() {
    return Stream.<TargetSource>concat(files.stream(), urls.stream().map(Asked::source)).toList();
  }

  @Override
  public void close() {
    urls.forEach(Asked::close);
    reader.shutdownNow();
  }
}
