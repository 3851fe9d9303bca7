package dev.handshake.config;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pod security standard "restricted" of Kubernetes for Linux, and a root that cannot be written
 * to, which it does not ask for.
 */
final class RestrictedProfile {
  private RestrictedProfile() {}

  /** What a pod does that it must not, or leaves open that it must say. */
  static List<String> violations(PodSpec pod) {
    List<String> found = new ArrayList<>();
    PodSecurityContext shared =
        Optional.ofNullable(pod.getSecurityContext()).orElseGet(PodSecurityContext::new);
    add(found, !isTrue(pod.getHostNetwork()), "hostNetwork");
    add(found, !isTrue(pod.getHostPID()), "hostPID");
    add(found, !isTrue(pod.getHostIPC()), "hostIPC");
    add(found, shared.getSysctls().isEmpty(), "sysctls");
    pod.getVolumes().forEach(volume -> add(found, isAllowed(volume), "volume " + volume.getName()));
    Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .forEach(container -> judge(container, shared, found));
    return found;
  }

  private static void judge(Container container, PodSecurityContext shared, List<String> found) {
    SecurityContext own =
        Optional.ofNullable(container.getSecurityContext()).orElseGet(SecurityContext::new);
    boolean notRoot = isTrue(either(own.getRunAsNonRoot(), shared.getRunAsNonRoot()));
    Long user = either(own.getRunAsUser(), shared.getRunAsUser());
    SeccompProfile seccomp = either(own.getSeccompProfile(), shared.getSeccompProfile());
    add(found, notRoot, "runAsNonRoot");
    add(found, user != null && user != 0, "runAsUser");
    add(found, seccomp != null && "RuntimeDefault".equals(seccomp.getType()), "seccompProfile");
    add(found, Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), "allowPrivilegeEscalation");
    add(found, !isTrue(own.getPrivileged()), "privileged");
    add(found, own.getProcMount() == null, "procMount");
    add(found, isTrue(own.getReadOnlyRootFilesystem()), "readOnlyRootFilesystem");
    add(
        found,
        own.getCapabilities() != null
            && own.getCapabilities().getDrop().contains("ALL")
            && own.getCapabilities().getAdd().isEmpty(),
        "capabilities");
    add(
        found,
        container.getPorts().stream().map(ContainerPort::getHostPort).allMatch(Objects::isNull),
        "hostPort");
  }

  private static boolean isAllowed(Volume volume) {
    return Stream.of(
            volume.getConfigMap(),
            volume.getSecret(),
            volume.getProjected(),
            volume.getEmptyDir(),
            volume.getDownwardAPI(),
            volume.getCsi(),
            volume.getEphemeral(),
            volume.getPersistentVolumeClaim())
        .anyMatch(Objects::nonNull);
  }

  private static boolean isTrue(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static <T> @Nullable T either(@Nullable T own, @Nullable T shared) {
    return own == null ? shared : own;
  }

  private static void add(List<String> found, boolean holds, String what) {
    if (!holds) {
      found.add(what);
    }
  }
}
