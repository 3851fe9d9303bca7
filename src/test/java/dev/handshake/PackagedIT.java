package dev.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar as it is shipped, and the bill of what is in it. */
class PackagedIT {
  private static final Path JAR = Path.of(System.getProperty("packaged.jar"));
  private static final Path CLASSES = JAR.resolveSibling("classes");
  private static final Duration LONGEST_BUILD = Duration.ofHours(6);

  /** What the packaging itself writes. */
  private static final Set<String> WRITTEN =
      Set.of(
          "META-INF/MANIFEST.MF",
          "META-INF/maven/dev.handshake/handshake-exporter/pom.xml",
          "META-INF/maven/dev.handshake/handshake-exporter/pom.properties");

  @Test
  void itHoldsItsLicenceAndWhoseWorkItHolds() throws IOException {
    assertThat(text("META-INF/LICENSE")).isEqualTo(Files.readString(Path.of("LICENSE")));
    assertThat(text("META-INF/licences.md"))
        .isEqualTo(Files.readString(Path.of("docs/licences.md")));
    assertThat(text("META-INF/NOTICE"))
        .startsWith(Files.readString(Path.of("NOTICE")))
        .contains("Jackson");
    assertThat(text("META-INF/NOTICE.txt")).contains("Netty");
    assertThat(text("META-INF/LICENSE.txt"))
        .contains("Permission is hereby granted")
        .contains("Redistribution and use in source and binary forms")
        .contains("Apache License");
  }

  @Test
  void itsNativeLibrariesAreThoseOfLinux() throws IOException {
    assertThat(entries(JAR).stream().filter(name -> name.startsWith("META-INF/native/l")))
        .containsExactlyInAnyOrder(
            "META-INF/native/libnetty_tcnative_linux_aarch_64.so",
            "META-INF/native/libnetty_tcnative_linux_x86_64.so",
            "META-INF/native/libnetty_transport_native_epoll_aarch_64.so",
            "META-INF/native/libnetty_transport_native_epoll_x86_64.so");
    assertThat(entries(JAR)).noneMatch(name -> name.matches(".*\\.(dll|jnilib|dylib)"));
  }

  /** A time of the build in any entry would make each build another file. */
  @Test
  void noEntryTellsWhenItWasBuilt() throws IOException {
    Instant built = Files.getLastModifiedTime(JAR).toInstant();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream())
          .filteredOn(entry ->
              time(entry).isAfter(built.minus(LONGEST_BUILD))
                  && !time(entry).equals(Instant.parse(System.getProperty("packaged.time"))))
          .isEmpty();
    }
  }

  /** Each file of the jar is our own or comes from a component of the bill. */
  @Test
  void theBillNamesEverythingInIt() throws IOException {
    BillOfMaterials.assumeMade();
    Set<String> named = names();
    Set<String> known = new HashSet<>(WRITTEN);
    List<Path> components =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(file -> named.contains(String.valueOf(file.getFileName())))
            .toList();
    assertThat(components).hasSameSizeAs(named);
    for (Path component : components) {
      known.addAll(entries(component));
    }
    assertThat(entries(JAR))
        .hasSizeGreaterThan(1000)
        .filteredOn(name -> !known.contains(name) && !Files.exists(CLASSES.resolve(name)))
        .isEmpty();
  }

  @Test
  void theBillSaysWhatItIsTheBillOf() throws IOException {
    BillOfMaterials.assumeMade();
    JsonNode bill = BillOfMaterials.read();
    assertThat(bill.at("/bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bill.at("/metadata/component/name").asText()).isEqualTo("handshake-exporter");
    assertThat(bill.at("/metadata/component/type").asText()).isEqualTo("application");
    assertThat(bill.get("components"))
        .allSatisfy(component -> assertThat(component.get("hashes")).isNotEmpty());
  }

  /** The names of the components' files, as a repository keeps them. */
  private static Set<String> names() throws IOException {
    JsonNode components = BillOfMaterials.read().get("components");
    return StreamSupport.stream(components.spliterator(), false)
        .map(PackagedIT::fileName)
        .collect(Collectors.toSet());
  }

  private static String fileName(JsonNode component) {
    String purl = component.get("purl").asText();
    String classifier =
        purl.contains("classifier=") ? "-" + purl.replaceFirst(".*classifier=([^&]+).*", "$1") : "";
    return "%s-%s%s.jar"
        .formatted(component.get("name").asText(), component.get("version").asText(), classifier);
  }

  private static Set<String> entries(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .collect(Collectors.toSet());
    }
  }

  private static Instant time(ZipEntry entry) {
    return entry.getTimeLocal().toInstant(ZoneOffset.UTC);
  }

  private static String text(String name) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
