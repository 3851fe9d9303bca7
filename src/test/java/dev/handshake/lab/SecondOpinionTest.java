package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.Street.House;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lab is not both question and answer: openssl agrees with what each row claims to be. */
@RequiresProgram({"openssl", "stdbuf"})
class SecondOpinionTest {
  @TempDir static Path directory;

  private static Street street;
  private static LabFiles files;

  @BeforeAll
  static void start() throws IOException {
    street = Street.start(Instant.now());
    files = street.pki().writeTo(directory);
  }

  @AfterAll
  static void stop() {
    street.close();
  }

  static Stream<House> served() {
    return street.houses().stream()
        .filter(house -> !(house.scenario().serving() instanceof Serving.Nowhere));
  }

  @ParameterizedTest
  @MethodSource("served")
  void opensslAgrees(House house) {
    SecondOpinion.confirm(house.scenario(), house.target(), files);
  }

  @Test
  void aCertificateWithoutAlternativeNamesHasNone() {
    String certificate =
        Program.run(
            Duration.ofSeconds(20),
            List.of(
                "openssl",
                "x509",
                "-noout",
                "-text",
                "-in",
                files.certificate(ServerCertificate.COMMON_NAME_ONLY).toString()));
    assertThat(certificate)
        .contains("CN = " + LabPki.SERVER_NAME, "X509v3 Subject Key Identifier")
        .doesNotContain("Alternative Name");
  }
}
