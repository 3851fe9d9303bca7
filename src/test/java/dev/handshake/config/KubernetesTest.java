package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.credential.Identity;
import dev.handshake.lab.HeldCertificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests are what Kubernetes and the Prometheus operator know, and fit each other. */
class KubernetesTest {
  private static final Path MANIFESTS = Path.of("config", "kubernetes");
  private static final Path DASHBOARDS = Path.of("dashboards");
  private static final String KUSTOMIZATION = "kustomization.yaml";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** The agent's own bound of its end. */
  private static final int LONGEST_END_SECONDS = 10;

  /** An object of the API server, without what is kept beside it. */
  private static final int LARGEST_OBJECT = 1_000_000;

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1 ConfigMap", ConfigMap.class,
          "v1 Service", Service.class,
          "v1 ServiceAccount", ServiceAccount.class,
          "apps/v1 Deployment", Deployment.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
          "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class,
          "monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class);

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  @TempDir private Path directory;

  static List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(MANIFESTS)) {
      return files.filter(file -> !file.endsWith(KUSTOMIZATION)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void everyFieldIsOneOfItsKind(Path manifest) throws IOException {
    HasMetadata read = parse(Files.readString(manifest));
    assertThat(Unknown.fields(read)).isEmpty();
    assertThat(read.getMetadata().getName()).isEqualTo("handshake-exporter");
    assertThat(read.getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/name", "handshake-exporter");
    assertThat(read.getMetadata().getNamespace()).as("is the caller's choice").isNull();
    assertThat(Files.size(manifest)).isLessThan(LARGEST_OBJECT);
  }

  @ParameterizedTest
  @CsvSource({
    "servicemonitor.yaml, interval:, intervall:, .spec.endpoints[0].intervall",
    "deployment.yaml, readOnlyRootFilesystem:, readOnlyRootFileSystem:,"
        + " .spec.template.spec.containers[0].securityContext.readOnlyRootFileSystem",
    "deployment.yaml, defaultMode:, mode:, .spec.template.spec.volumes[0].projected.mode",
    "networkpolicy.yaml, policyTypes:, policyType:, .spec.policyType",
    "prometheusrule.yaml, groups:, group:, .spec.group",
  })
  void aSlipOfThePenIsFound(String manifest, String right, String wrong, String path)
      throws IOException {
    String text = Files.readString(MANIFESTS.resolve(manifest));
    assertThat(Unknown.fields(parse(text.replaceFirst(right, wrong)))).containsExactly(path);
  }

  @Test
  void thePodIsRestricted() throws IOException {
    assertThat(RestrictedProfile.violations(pod())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "(?m)^ *allowPrivilegeEscalation: false$, '', allowPrivilegeEscalation",
    "readOnlyRootFilesystem: true, readOnlyRootFilesystem: false, readOnlyRootFilesystem",
    "drop: \\[ALL], drop: [NET_RAW], capabilities",
    "drop: \\[ALL], 'drop: [ALL]\n              add: [NET_ADMIN]', capabilities",
    "type: RuntimeDefault, type: Unconfined, seccompProfile",
    "runAsUser: 65532, runAsUser: 0, runAsUser",
    "containerPort: 10219, '{containerPort: 10219, hostPort: 10219}', hostPort",
    "enableServiceLinks: false, hostNetwork: true, hostNetwork",
  })
  void aPodThatIsNotIsFound(String right, String wrong, String violation) throws IOException {
    String text = Files.readString(MANIFESTS.resolve("deployment.yaml"));
    String loosened =
        wrong.startsWith("{")
            ? text.replaceFirst("- name: http\n *" + right, "- " + wrong)
            : text.replaceFirst(right, wrong);
    Deployment deployment = (Deployment) parse(loosened);
    assertThat(RestrictedProfile.violations(deployment.getSpec().getTemplate().getSpec()))
        .containsExactly(violation);
  }

  @Test
  void nobodyHasATokenOfTheApiServer() throws IOException {
    ServiceAccount account = read(ServiceAccount.class);
    assertThat(account.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod().getServiceAccountName()).isEqualTo(account.getMetadata().getName());
  }

  /** Heap, and what Java, Netty and BoringSSL take outside of it. */
  @Test
  void memoryIsEnoughForTheOptionsOfJava() throws IOException {
    long heap = heap();
    assertThat(memory(container().getResources().getRequests())).isGreaterThan(heap);
    assertThat(memory(container().getResources().getLimits()))
        .isGreaterThanOrEqualTo(2 * heap + (128 << 20));
    assertThat(container().getResources().getLimits()).doesNotContainKey("cpu");
  }

  @Test
  void itIsTheUserAndThePortOfTheImage() throws IOException {
    String dockerfile = Files.readString(Path.of("Dockerfile"));
    Long user = pod().getSecurityContext().getRunAsUser();
    assertThat(dockerfile).contains("\nUSER %d:%d\n".formatted(user, user));
    assertThat(pod().getSecurityContext().getFsGroup()).isEqualTo(user);
    assertThat(dockerfile).contains("\nEXPOSE " + port() + "\n");
    assertThat(container().getCommand()).as("the image's entry point").isEmpty();
  }

  @Test
  void theEndIsWaitedFor() throws IOException {
    assertThat(pod().getTerminationGracePeriodSeconds()).isGreaterThan(LONGEST_END_SECONDS);
  }

  @Test
  void eachProbeAsksForWhatItIsThereFor() throws IOException {
    assertThat(List.of(path(container().getStartupProbe()), path(container().getLivenessProbe())))
        .containsOnly("/-/healthy");
    assertThat(path(container().getReadinessProbe())).isEqualTo("/-/ready");
  }

  @Test
  void eachSelectorSelects() throws IOException {
    Map<String, String> labels =
        read(Deployment.class).getSpec().getTemplate().getMetadata().getLabels();
    Service service = read(Service.class);
    ServiceMonitor monitor = read(ServiceMonitor.class);
    NetworkPolicy policy = read(NetworkPolicy.class);
    assertThat(read(Deployment.class).getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(service.getSpec().getSelector()).isEqualTo(labels);
    assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(monitor.getSpec().getSelector().getMatchLabels())
        .isEqualTo(service.getMetadata().getLabels());
    assertThat(service.getSpec().getPorts().getFirst().getTargetPort().getStrVal())
        .isEqualTo(container().getPorts().getFirst().getName());
    assertThat(monitor.getSpec().getEndpoints().getFirst().getPort())
        .isEqualTo(service.getSpec().getPorts().getFirst().getName());
  }

  @Test
  void nothingComesInButToThePortAndNothingGoesOutToLinkLocalAddresses() throws IOException {
    var policy = read(NetworkPolicy.class).getSpec();
    assertThat(policy.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
    assertThat(policy.getIngress())
        .allSatisfy(rule -> {
          assertThat(rule.getFrom()).isNotEmpty();
          assertThat(rule.getPorts())
              .singleElement()
              .satisfies(one -> assertThat(one.getPort().getIntVal()).isEqualTo(port()));
        });
    assertThat(policy.getEgress())
        .allSatisfy(rule -> {
          assertThat(rule.getPorts()).isNotEmpty();
          assertThat(rule.getTo()).isNotEmpty();
        });
    assertThat(policy.getEgress().getLast().getTo().stream().map(to -> to.getIpBlock()))
        .filteredOn(block -> block != null && block.getCidr().endsWith("/0"))
        .hasSize(2)
        .allSatisfy(block -> assertThat(block.getExcept()).isNotEmpty());
  }

  /** A file below a subPath never changes as long as the pod lives. */
  @Test
  void whatIsMountedChangesWithItsSource() throws IOException {
    assertThat(container().getVolumeMounts())
        .isNotEmpty()
        .allSatisfy(mount -> {
          assertThat(mount.getSubPath()).isNull();
          assertThat(mount.getSubPathExpr()).isNull();
          assertThat(mount.getReadOnly()).isTrue();
        });
    assertThat(pod().getVolumes().getFirst().getProjected().getDefaultMode())
        .as("readable for user and group alone")
        .isEqualTo(0440);
  }

  @Test
  void theConfigurationLoadsAsItIsLaidOutInThePod() throws IOException {
    Path file = layOut(configuration());
    Configuration configuration = ConfigReader.load(file, Map.<String, String>of()::get, NOW);
    assertThat(configuration.settings().targets()).isNotEmpty();
    assertThat(configuration.warnings()).isEmpty();
  }

  /** Each line that is only meant as an example is one that works. */
  @Test
  void soDoTheExamplesInIt() throws IOException {
    String all = configuration().replaceAll("(?m)^( *)# (?!Change)", "$1");
    Configuration configuration =
        ConfigReader.load(layOut(all), Map.<String, String>of()::get, NOW);
    assertThat(configuration.settings().targets()).hasSize(2);
    assertThat(configuration.credentials().identity("client"))
        .containsInstanceOf(Identity.Usable.class);
  }

  @Test
  void theCommandNamesTheFileThatIsMounted() throws IOException {
    VolumeMount mount = container().getVolumeMounts().getFirst();
    assertThat(container().getArgs())
        .contains("run", "--config.file=" + mount.getMountPath() + "/handshake.yml");
    assertThat(mount.getName()).isEqualTo(pod().getVolumes().getFirst().getName());
  }

  @Test
  void kustomizeTakesEveryManifestAndEveryBoard() throws IOException {
    JsonNode all = YAML.readTree(MANIFESTS.resolve(KUSTOMIZATION).toFile());
    List<String> resources = texts(all.get("resources"));
    List<String> files =
        manifests().stream().map(file -> String.valueOf(file.getFileName())).toList();
    assertThat(resources).doesNotHaveDuplicates().containsAll(files).hasSize(files.size() + 1);
    assertThat(MANIFESTS.resolve(resources.getLast()).normalize()).isEqualTo(DASHBOARDS);
    assertThat(names(all)).containsExactlyInAnyOrder("apiVersion", "kind", "resources");
  }

  /** Where there is a kubectl whose kustomize is not from before directories could be resources. */
  @Test
  void kustomizeBuildsThem() throws IOException {
    assumeThat(Program.find("kubectl")).isPresent();
    assumeThat(Program.run(PATIENCE, List.of("kubectl", "version", "--client")))
        .containsPattern("Kustomize Version: v[4-9]");
    String built = Program.run(PATIENCE, List.of("kubectl", "kustomize", MANIFESTS.toString()));
    List<String> kinds = new ArrayList<>();
    for (String document : built.split("(?m)^---$")) {
      HasMetadata object = parse(document);
      assertThat(Unknown.fields(object)).isEmpty();
      kinds.add(object.getKind());
    }
    assertThat(kinds)
        .contains("Deployment", "ServiceMonitor", "PrometheusRule", "NetworkPolicy")
        .filteredOn("ConfigMap"::equals)
        .hasSize(1 + boards());
  }

  private static int boards() throws IOException {
    return YAML.readTree(DASHBOARDS.resolve(KUSTOMIZATION).toFile())
        .get("configMapGenerator")
        .size();
  }

  @Test
  void eachBoardIsAConfigMapThatGrafanasSidecarFinds() throws IOException {
    JsonNode boards = YAML.readTree(DASHBOARDS.resolve(KUSTOMIZATION).toFile());
    List<String> files = new ArrayList<>();
    for (JsonNode generator : boards.get("configMapGenerator")) {
      assertThat(names(generator)).containsExactlyInAnyOrder("name", "files");
      String file = generator.at("/files/0").asText();
      assertThat(file).isEqualTo(generator.get("name").asText() + ".json");
      assertThat(Files.size(DASHBOARDS.resolve(file))).isLessThan(LARGEST_OBJECT);
      files.add(file);
    }
    try (Stream<Path> shipped = Files.list(DASHBOARDS)) {
      assertThat(files)
          .containsExactlyInAnyOrderElementsOf(
              shipped
                  .map(file -> String.valueOf(file.getFileName()))
                  .filter(name -> name.endsWith(".json"))
                  .toList());
    }
    assertThat(boards.at("/generatorOptions/labels/grafana_dashboard").isTextual()).isTrue();
    assertThat(boards.at("/generatorOptions/labels/grafana_dashboard").asText()).isEqualTo("1");
    assertThat(names(boards))
        .containsExactlyInAnyOrder("apiVersion", "kind", "generatorOptions", "configMapGenerator");
  }

  @Test
  @RequiresProgram("yamllint")
  void theFilesAreTidyYaml() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "yamllint",
                "--strict",
                "-d",
                "{extends: default, rules: {line-length: {max: 130}, document-start: disable,"
                    + " comments: {min-spaces-from-content: 1}}}",
                MANIFESTS.resolve(KUSTOMIZATION).toString(),
                DASHBOARDS.resolve(KUSTOMIZATION).toString()));
    manifests().stream()
        .map(Path::toString)
        .filter(file -> !file.endsWith("prometheusrule.yaml"))
        .forEach(command::add);
    assertThat(Program.run(PATIENCE, command)).isEmpty();
  }

  /** All that the volume is projected from, at the paths that the pod sees. */
  private Path layOut(String configuration) throws IOException {
    HeldCertificate root = HeldCertificate.named("root", NOW).authority().mint();
    HeldCertificate client = HeldCertificate.named("client", NOW).issuedBy(root).mint();
    Map<String, String> contents =
        Map.of(
            "ca.crt",
            root.certificatePem(),
            "tls.crt",
            client.chainPem(),
            "tls.key",
            client.keyPem());
    for (VolumeProjection source : pod().getVolumes().getFirst().getProjected().getSources()) {
      for (KeyToPath item : items(source)) {
        Path file = directory.resolve(item.getPath());
        Files.createDirectories(file.getParent());
        Files.writeString(file, contents.get(item.getKey()));
      }
    }
    return Files.writeString(directory.resolve("handshake.yml"), configuration);
  }

  private static List<KeyToPath> items(VolumeProjection source) {
    return source.getSecret() == null
        ? source.getConfigMap().getItems()
        : source.getSecret().getItems();
  }

  private static String path(Probe probe) {
    assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
    return probe.getHttpGet().getPath();
  }

  private static int port() throws IOException {
    return container().getPorts().getFirst().getContainerPort();
  }

  private static Container container() throws IOException {
    assertThat(pod().getContainers()).hasSize(1);
    return pod().getContainers().getFirst();
  }

  private static PodSpec pod() throws IOException {
    return read(Deployment.class).getSpec().getTemplate().getSpec();
  }

  private static <T extends HasMetadata> T read(Class<T> kind) throws IOException {
    for (Path manifest : manifests()) {
      HasMetadata object = parse(Files.readString(manifest));
      if (kind.isInstance(object)) {
        return kind.cast(object);
      }
    }
    throw new AssertionError("no " + kind.getSimpleName() + " in " + MANIFESTS);
  }

  private static HasMetadata parse(String manifest) throws IOException {
    JsonNode tree = YAML.readTree(manifest);
    String kind = tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
    assertThat(KINDS).containsKey(kind);
    return YAML.readValue(manifest, KINDS.get(kind));
  }

  private static String configuration() throws IOException {
    return Objects.requireNonNull(read(ConfigMap.class).getData().get("handshake.yml"));
  }

  private static long memory(Map<String, Quantity> resources) {
    return Quantity.getAmountInBytes(Objects.requireNonNull(resources.get("memory")))
        .longValueExact();
  }

  private static long heap() throws IOException {
    Matcher most =
        Pattern.compile("-Xmx(\\d+)m").matcher(Files.readString(Path.of("src/image/java.options")));
    assertThat(most.find()).isTrue();
    return Long.parseLong(most.group(1)) << 20;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static Set<String> names(JsonNode object) {
    return Set.copyOf(object.properties().stream().map(Map.Entry::getKey).toList());
  }
}
