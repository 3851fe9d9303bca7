package dev.handshake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The room table of the house: who may know whom, and who may talk to the world. */
class ArchitectureTest {
  private static final String ROOT = "dev.handshake";

  /** Package to level. An arrow points to a lower level; none runs within one, but into reason. */
  private static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          Map.entry("reason", 0),
          Map.entry("target", 0),
          Map.entry("certificate", 0),
          Map.entry("breaker", 0),
          Map.entry("credential", 1),
          Map.entry("observation", 1),
          Map.entry("preamble", 1),
          Map.entry("schedule", 1),
          Map.entry("address", 2),
          Map.entry("revocation", 3),
          Map.entry("probe", 3),
          Map.entry("diagnosis", 3),
          Map.entry("discovery", 3),
          Map.entry("report", 4),
          Map.entry("outgoing", 4),
          Map.entry("genesys", 5),
          Map.entry("monitor", 5),
          Map.entry("ondemand", 5),
          Map.entry("notify", 5),
          Map.entry("metrics", 6),
          Map.entry("web", 7),
          Map.entry("config", 8),
          Map.entry("agent", 9),
          Map.entry("lab", 10),
          Map.entry("cli", 11));

  private static final JavaClasses HOUSE =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

  @Test
  void everyPackageIsARoomOfTheTable() {
    Set<String> rooms =
        HOUSE.getPackage(ROOT).getSubpackages().stream()
            .map(JavaPackage::getRelativeName)
            .collect(Collectors.toSet());
    assertThat(rooms).isEqualTo(LEVELS.keySet());
  }

  @Test
  void arrowsPointDown() {
    classes().that().resideInAPackage(ROOT + ".*..").should(onlyKnowLowerRooms()).check(HOUSE);
  }

  @Test
  void vertxAndNettyStayWhereTheNetworkIs() {
    onlyIn(
        Set.of(
            "schedule",
            "revocation",
            "probe",
            "discovery",
            "outgoing",
            "genesys",
            "monitor",
            "ondemand",
            "notify",
            "web",
            "agent",
            "lab"),
        "io.vertx..",
        "io.netty..");
  }

  @Test
  void micrometerAndThePrometheusClientStayInMetricsAndAgent() {
    onlyIn(Set.of("metrics", "agent"), "io.micrometer..", "io.prometheus..");
  }

  @Test
  void yamlIsKnownToConfigAlone() {
    onlyIn(Set.of("config"), "com.fasterxml.jackson.dataformat.yaml..", "org.yaml..");
  }

  @Test
  void theCommandLineStaysInCli() {
    onlyIn(Set.of("cli"), "picocli..");
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".cli..", ROOT)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(HOUSE);
  }

  @Test
  void theBreakerAndTheDiagnosisReadNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".breaker..", ROOT + ".certificate..", ROOT + ".diagnosis..", ROOT + ".target..")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(HOUSE);
  }

  private static void onlyIn(Set<String> rooms, String... packages) {
    String[] allowed = rooms.stream().map(room -> ROOT + "." + room + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .and()
        .resideOutsideOfPackages(allowed)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(HOUSE);
  }

  private static ArchCondition<JavaClass> onlyKnowLowerRooms() {
    return new ArchCondition<>("only know rooms of a lower level, or reason") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> inHouse().test(dependency.getTargetClass()))
            .filter(dependency -> !mayKnow(room(item), room(dependency.getTargetClass())))
            .forEach(dependency ->
                events.add(SimpleConditionEvent.violated(item, dependency.getDescription())));
      }
    };
  }

  private static boolean mayKnow(String from, String to) {
    return from.equals(to) || to.equals("reason") || LEVELS.get(to) < LEVELS.get(from);
  }

  private static DescribedPredicate<JavaClass> inHouse() {
    return DescribedPredicate.describe(
        "in a room of the house", type -> type.getPackageName().startsWith(ROOT + "."));
  }

  private static String room(JavaClass type) {
    return type.getPackageName().substring(ROOT.length() + 1).split("\\.")[0];
  }
}
