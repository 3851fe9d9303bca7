package dev.handshake.agent;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.OwnFile;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.agent.Reloader.Cause;
import dev.handshake.config.ConfigException;
import dev.handshake.config.ConfigReader;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.metrics.AgentMetrics;
import dev.handshake.metrics.Scrape;
import dev.handshake.target.Target;
import dev.handshake.web.Reloaded;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, and in place of an agent what is to be put in force. */
class ReloaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(30);

  /** So that nothing is found that was not asked for. */
  private static final Duration NEVER = Duration.ofDays(1);

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final HeldCertificate ROOT = HeldCertificate.named("root", NOW).authority().mint();
  private static final HeldCertificate OTHER_ROOT =
      HeldCertificate.named("other root", NOW).authority().mint();
  private static final HeldCertificate FIRST = client();
  private static final HeldCertificate SECOND = client();

  private final List<Plan> applied = new CopyOnWriteArrayList<>();
  private final AtomicReference<Future<Void>> answer =
      new AtomicReference<>(Future.succeededFuture());
  private final Scrape scrape = new Scrape();
  private final AgentMetrics metrics = AgentMetrics.register(scrape.registry, "0", "none");
  private final Eavesdropper log = Eavesdropper.on(Reloader.class.getName());
  @TempDir private Path directory = Path.of("replaced");
  private Path file = Path.of("replaced");
  private List<Reloader> reloaders = List.of();

  private static HeldCertificate client() {
    return HeldCertificate.named("client", NOW).issuedBy(ROOT).mint();
  }

  @BeforeEach
  void writeFiles() throws IOException {
    file = write("handshake.yml", text("crm"));
    write("roots.pem", ROOT.certificatePem());
    write("client.pem", FIRST.chainPem());
    OwnFile.write(directory.resolve("client.key"), FIRST.keyPem());
  }

  @AfterEach
  void close() {
    reloaders.forEach(Reloader::close);
    log.close();
  }

  private static String text(String target) {
    return """
    trust: {corporate: {files: [roots.pem]}}
    identities: {client: {certificate: client.pem, key: client.key}}
    targets: [{name: %s, address: "127.0.0.1:1", trust: corporate, identity: client}]
    """
        .formatted(target);
  }

  /** Never seen half-written. */
  private Path write(String name, String text) throws IOException {
    Path whole = Files.writeString(directory.resolve("whole"), text);
    return Files.move(whole, directory.resolve(name), ATOMIC_MOVE);
  }

  private Reloader load(Duration looksEvery) {
    Reloader reloader =
        Reloader.load(
            named -> ConfigReader.load(file, _ -> null, NOW, named), Plan::of, looksEvery);
    reloaders = List.of(reloader);
    return reloader;
  }

  private Reloader begun(Duration looksEvery) {
    Reloader reloader = load(looksEvery);
    metrics.reloaded(Instant.EPOCH);
    reloader.begin(this::apply, metrics, () -> Instant.ofEpochSecond(1234));
    return reloader;
  }

  private Future<Void> apply(Plan plan) {
    applied.add(plan);
    return answer.get();
  }

  private static Reloaded ask(Reloader reloader) {
    return await(reloader.reload(Cause.REQUEST));
  }

  private static Reloaded await(Future<Reloaded> answer) {
    try {
      return answer
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception late) {
      throw new AssertionError("no answer", late);
    }
  }

  private List<String> names() {
    return applied.isEmpty()
        ? List.of()
        : applied.getLast().targets().stream().map(Target::name).toList();
  }

  private void assertFine(boolean fine) {
    assertThat(scrape.samples("handshake_exporter_config_last_reload_successful"))
        .containsExactly(
            "handshake_exporter_config_last_reload_successful " + (fine ? "1.0" : "0.0"));
  }

  @Test
  void whatHasChangedIsPutInForce() throws IOException {
    Reloader reloader = begun(NEVER);
    write("handshake.yml", text("erp"));
    assertThat(ask(reloader)).isEqualTo(new Reloaded.Applied());
    assertThat(names()).containsExactly("erp");
    assertThat(reloader.plan()).isSameAs(applied.getLast());
    assertThat(reloader.shown()).contains("erp");
    assertThat(log.lines()).anyMatch(line -> line.startsWith("configuration applied"));
    assertThat(scrape.samples("handshake_exporter_config_last_reload_success_timestamp_seconds"))
        .singleElement()
        .asString()
        .endsWith(" 1234.0");
  }

  @Test
  void whereNothingHasChangedNothingIsTouched() {
    Reloader reloader = begun(NEVER);
    assertThat(ask(reloader)).isEqualTo(new Reloaded.Applied());
    assertThat(applied).isEmpty();
    assertFine(true);
    assertThat(log.lines()).anyMatch(line -> line.contains("nothing has changed"));
  }

  @Test
  void aBadFileIsRefusedWithAllThatIsWrongAndChangesNothing() throws IOException {
    Reloader reloader = begun(NEVER);
    Plan before = reloader.plan();
    write("handshake.yml", text("erp") + "probe: {interval: soon, speed: 11}\n");
    assertThat(ask(reloader))
        .isInstanceOfSatisfying(
            Reloaded.Refused.class,
            refused ->
                assertThat(refused.complaints())
                    .hasSize(2)
                    .anyMatch(one -> one.contains("handshake.yml:4: probe.interval"))
                    .anyMatch(one -> one.contains("probe.speed")));
    assertThat(applied).isEmpty();
    assertThat(reloader.plan()).isSameAs(before);
    assertThat(reloader.shown()).contains("crm");
    assertFine(false);
    assertThat(log.lines())
        .filteredOn(line -> line.startsWith("configuration refused"))
        .singleElement()
        .asString()
        .contains("probe.interval", "probe.speed");
  }

  @Test
  void aTrustStoreThatCannotBeUsedIsRefused() throws IOException {
    Reloader reloader = begun(NEVER);
    write("roots.pem", ROOT.certificatePem().substring(0, 200));
    assertThat(ask(reloader)).isInstanceOf(Reloaded.Refused.class);
    assertThat(applied).isEmpty();
  }

  @Test
  void aPairThatDoesNotMatchLeavesTheOldOneInUseUntilItDoes() throws IOException {
    Reloader reloader = begun(NEVER);
    write("client.pem", SECOND.chainPem());
    assertThat(ask(reloader))
        .isInstanceOfSatisfying(
            Reloaded.Refused.class,
            refused ->
                assertThat(refused.complaints())
                    .singleElement()
                    .asString()
                    .startsWith("identities.client: ")
                    .contains("client.key does not match the certificate in"));
    assertThat(serial(reloader)).isEqualTo(FIRST.certificate().getSerialNumber().toString());
    assertFine(false);
    write("client.key", SECOND.keyPem());
    assertThat(ask(reloader)).isEqualTo(new Reloaded.Applied());
    assertThat(serial(reloader)).isEqualTo(SECOND.certificate().getSerialNumber().toString());
    assertFine(true);
  }

  private static String serial(Reloader reloader) {
    return reloader.plan().identity("client").stream()
        .map(Identity.Usable.class::cast)
        .map(usable -> usable.chain().getFirst().getSerialNumber().toString())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void filesThatAreGoneOrCutOffLeaveTheOldIdentityInUse() throws IOException {
    Reloader reloader = begun(NEVER);
    write("client.key", FIRST.keyPem().substring(0, 80));
    assertThat(ask(reloader)).isInstanceOf(Reloaded.Refused.class);
    Files.delete(directory.resolve("client.key"));
    assertThat(ask(reloader)).isInstanceOf(Reloaded.Refused.class);
    assertThat(applied).isEmpty();
  }

  @Test
  void anIdentityThatIsNewOrWasUnusableMayBeUnusable() throws IOException {
    write("client.key", "nothing");
    Reloader reloader = begun(NEVER);
    String another = "{certificate: none.pem, key: none.key}";
    write(
        "handshake.yml",
        text("crm").replace("identities: {", "identities: {another: " + another + ", "));
    assertThat(ask(reloader)).isEqualTo(new Reloaded.Applied());
    assertThat(reloader.plan().identity("another")).containsInstanceOf(Identity.Unusable.class);
    assertThat(reloader.plan().identity("client")).containsInstanceOf(Identity.Unusable.class);
  }

  @Test
  void theStrangerStaysTheSame() throws IOException {
    Reloader reloader = begun(NEVER);
    Identity before = reloader.plan().identity(Credentials.STRANGER).orElseThrow();
    write("handshake.yml", text("erp"));
    ask(reloader);
    assertThat(reloader.plan().identity(Credentials.STRANGER)).containsSame(before);
  }

  @Test
  void otherRootsAndListsAreAnotherTrustStore() throws IOException {
    String listed = text("crm").replace("[roots.pem]", "[roots.pem], crls: [revoked.crl]");
    Files.write(directory.resolve("revoked.crl"), CrlDraft.of(ROOT, NOW).mint());
    write("handshake.yml", listed);
    Reloader reloader = begun(NEVER);
    String first = reloader.plan().trustStore("corporate").version();
    assertThat(ask(reloader)).isEqualTo(new Reloaded.Applied());
    assertThat(applied).as("the same list").isEmpty();

    CrlDraft revoking = CrlDraft.of(ROOT, NOW).revoking(FIRST.certificate(), NOW, 1);
    Files.write(directory.resolve("revoked.crl"), revoking.mint());
    ask(reloader);
    String second = reloader.plan().trustStore("corporate").version();
    write("roots.pem", OTHER_ROOT.certificatePem());
    ask(reloader);
    String third = reloader.plan().trustStore("corporate").version();
    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
  }

  @Test
  void whatCannotBePutInForceIsTriedAgainAlthoughItIsTheSame() throws IOException {
    Reloader reloader = begun(NEVER);
    write("handshake.yml", text("erp"));
    answer.set(Future.failedFuture("the loop is closed"));
    assertThat(ask(reloader)).isInstanceOf(Reloaded.Refused.class);
    assertFine(false);
    write("handshake.yml", text("crm"));
    answer.set(Future.succeededFuture());
    assertThat(ask(reloader)).isEqualTo(new Reloaded.Applied());
    assertThat(names()).containsExactly("crm");
    assertFine(true);
  }

  @Test
  void aFaultOfOurOwnIsToldAndChangesNothing() {
    AtomicReference<Boolean> faulty = new AtomicReference<>(false);
    Reloader reloader =
        Reloader.load(
            named -> {
              if (faulty.get()) {
                throw new IllegalStateException("a fault of our own");
              }
              return ConfigReader.load(file, _ -> null, NOW, named);
            },
            Plan::of,
            NEVER);
    reloaders = List.of(reloader);
    reloader.begin(this::apply, metrics, () -> NOW);
    faulty.set(true);
    assertThat(ask(reloader)).isInstanceOf(Reloaded.Refused.class);
    assertFine(false);
    assertThat(log.lines()).anyMatch(line -> line.contains("a fault of our own"));
    faulty.set(false);
    assertThat(ask(reloader)).isEqualTo(new Reloaded.Applied());
  }

  @Test
  void whoAsksBeforeTheReadingBeginsSharesIt() throws IOException {
    Reloader reloader = load(NEVER);
    write("handshake.yml", text("erp"));
    Future<Reloaded> one = reloader.reload(Cause.SIGNAL);
    Future<Reloaded> other = reloader.reload(Cause.REQUEST);
    assertThat(one.isComplete()).isFalse();
    reloader.begin(this::apply, metrics, () -> NOW);
    assertThat(await(one)).isSameAs(await(other)).isEqualTo(new Reloaded.Applied());
    assertThat(applied).hasSize(1);
  }

  @Test
  void afterTheEndEveryoneIsRefused() {
    Reloader reloader = load(NEVER);
    Future<Reloaded> waiting = reloader.reload(Cause.SIGNAL);
    reloader.close();
    assertThat(await(waiting)).isInstanceOf(Reloaded.Refused.class);
    Reloader other = begun(NEVER);
    other.close();
    assertThat(ask(other)).isInstanceOf(Reloaded.Refused.class);
    assertThat(ask(other)).isInstanceOf(Reloaded.Refused.class);
  }

  @Test
  void whatIsWrongAtTheStartIsThrown() throws IOException {
    write("handshake.yml", "targets: 1");
    assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> load(NEVER));
  }

  @Test
  void aFileInTheOthersPlaceIsFound() throws IOException {
    begun(OFTEN);
    Files.move(write("next.yml", text("erp")), file, ATOMIC_MOVE);
    Eventually.holds(PATIENCE, () -> assertThat(names()).containsExactly("erp"));
  }

  @Test
  void aFileThatIsWrittenInHalvesIsFoundOnceItIsWhole() throws IOException {
    begun(OFTEN);
    String whole = text("erp");
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    Files.writeString(file, whole.substring(whole.length() / 2), APPEND);
    Eventually.holds(PATIENCE, () -> assertThat(names()).containsExactly("erp"));
    assertThat(applied).hasSize(1);
  }

  @Test
  void aFileThatIsDeletedIsToldAndItsReturnHeals() throws IOException {
    begun(OFTEN);
    Files.delete(file);
    Eventually.holds(PATIENCE, () -> assertFine(false));
    write("handshake.yml", text("erp"));
    Eventually.holds(PATIENCE, () -> assertThat(names()).containsExactly("erp"));
    Eventually.holds(PATIENCE, () -> assertFine(true));
  }

  @Test
  void aMissingFileThatANewConfigurationNamesIsWaitedFor() throws IOException {
    begun(OFTEN);
    write("handshake.yml", text("erp").replace("roots.pem", "other.pem"));
    Eventually.holds(PATIENCE, () -> assertFine(false));
    write("other.pem", OTHER_ROOT.certificatePem());
    Eventually.holds(PATIENCE, () -> assertThat(names()).containsExactly("erp"));
  }

  @Test
  void aBadFileIsToldOnceWhateverElseChanges() throws IOException {
    begun(OFTEN);
    write("handshake.yml", "targets: 1\n");
    Eventually.holds(PATIENCE, () -> assertFine(false));
    write("handshake.yml", "targets: 1\n# still\n");
    write("roots.pem", OTHER_ROOT.certificatePem());
    write("handshake.yml", text("erp"));
    Eventually.holds(PATIENCE, () -> assertThat(names()).containsExactly("erp"));
    assertThat(log.lines()).filteredOn(line -> line.startsWith("configuration refused")).hasSize(1);
  }

  /** As Kubernetes changes a volume: files link to one directory, which itself is a link. */
  @Test
  void aVolumeOfKubernetesThatIsSwappedIsFoundAsAWhole() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    generation(volume, "..1", FIRST, "crm");
    Path data = Files.createSymbolicLink(volume.resolve("..data"), Path.of("..1"));
    for (String name : List.of("handshake.yml", "client.pem", "client.key", "roots.pem")) {
      Files.createSymbolicLink(volume.resolve(name), Path.of("..data", name));
    }
    file = volume.resolve("handshake.yml");
    Reloader reloader = begun(OFTEN);
    generation(volume, "..2", SECOND, "erp");
    Files.move(
        Files.createSymbolicLink(volume.resolve("..next"), Path.of("..2")), data, ATOMIC_MOVE);
    Eventually.holds(PATIENCE, () -> assertThat(names()).containsExactly("erp"));
    // What is put in force is the plan only once the putting has ended.
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(serial(reloader))
                .isEqualTo(SECOND.certificate().getSerialNumber().toString()));
    assertThat(applied).hasSize(1);
    assertFine(true);
  }

  private static void generation(Path volume, String name, HeldCertificate held, String target)
      throws IOException {
    Path files = Files.createDirectory(volume.resolve(name));
    Files.writeString(files.resolve("handshake.yml"), text(target));
    Files.writeString(files.resolve("client.pem"), held.chainPem());
    OwnFile.write(files.resolve("client.key"), held.keyPem());
    Files.writeString(files.resolve("roots.pem"), ROOT.certificatePem());
  }

  @Test
  @RequiresProgram("mkfifo")
  void aPipeInTheOthersPlaceHoldsNobody() throws IOException {
    Reloader reloader = begun(OFTEN);
    Path key = directory.resolve("client.key");
    Files.delete(key);
    Program.run(PATIENCE, List.of("mkfifo", key.toString()));
    assertThat(ask(reloader))
        .isInstanceOfSatisfying(
            Reloaded.Refused.class,
            refused ->
                assertThat(refused.complaints())
                    .singleElement()
                    .asString()
                    .contains("client.key is no regular file"));
    Files.delete(key);
    OwnFile.write(key, SECOND.keyPem());
    write("client.pem", SECOND.chainPem());
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(serial(reloader))
                .isEqualTo(SECOND.certificate().getSerialNumber().toString()));
  }

  @Test
  void aWarningIsToldOnce() throws IOException {
    Reloader reloader = begun(NEVER);
    assertThat(warnings()).isZero();
    Files.setPosixFilePermissions(
        directory.resolve("client.key"), PosixFilePermissions.fromString("rw-r--r--"));
    ask(reloader);
    ask(reloader);
    assertThat(warnings()).isEqualTo(1);
  }

  private long warnings() {
    return log.lines().stream()
        .filter(line -> line.contains("identities.client.key") && line.contains("may read"))
        .count();
  }
}
