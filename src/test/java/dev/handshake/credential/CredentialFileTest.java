package dev.handshake.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialFileTest {
  @TempDir private Path directory;

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("file"), content);
  }

  @Test
  void theBytesOfASecretFileAreGoneAfterTheirUse() throws Exception {
    List<byte[]> kept = new ArrayList<>();
    String used =
        CredentialFile.use(
            file("secret"),
            content -> {
              kept.add(content);
              return new String(content, StandardCharsets.UTF_8);
            });
    assertThat(used).isEqualTo("secret");
    assertThat(kept).singleElement().isEqualTo(new byte[6]);
  }

  @Test
  void thePasswordIsTheFirstLineAndGoneAfterItsUseThatFails() throws IOException {
    Path file = file("correct \u00fc horse\r\nanother line\n");
    List<char[]> kept = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    assertThatExceptionOfType(UnusableFile.class)
        .isThrownBy(() ->
            CredentialFile.usePassword(
                file,
                password -> {
                  kept.add(password);
                  seen.add(new String(password));
                  throw new UnusableFile(file, "is of no use");
                }));
    assertThat(seen).containsExactly("correct \u00fc horse");
    assertThat(kept).singleElement().isEqualTo(new char[15]);
  }

  /** Those that read what everybody may know. */
  @Test
  void nobodyKeepsTheBytesOfASecretFile() {
    ArchRuleDefinition.noClasses()
        .that()
        .haveSimpleNameNotContaining("CertificateFile")
        .and()
        .haveSimpleNameNotContaining("RevocationListFile")
        .should()
        .callMethod(CredentialFile.class, "read", Path.class)
        .check(
            new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("dev.handshake.credential"));
  }

  @Test
  void theMarkOfEditorsOnWindowsIsNoPartOfIt() throws Exception {
    assertThat(CredentialFile.read(file("\uFEFFa"))).isEqualTo(new byte[] {'a'});
  }

  @Test
  void whatIsTooLargeOrEmptyIsRefused() throws Exception {
    Path file = file("12345");
    assertThat(CredentialFile.<Integer>use(file, 5, content -> content.length)).isEqualTo(5);
    assertThatExceptionOfType(UnusableFile.class)
        .isThrownBy(() -> CredentialFile.use(file, 4, content -> content.length))
        .withMessageEndingWith("is larger than 4 bytes");
    assertThatExceptionOfType(UnusableFile.class)
        .isThrownBy(() -> CredentialFile.read(file("")))
        .withMessageEndingWith("is empty");
  }

  @Test
  @RequiresProgram("mkfifo")
  void aPipeAndADeviceHoldNobody() {
    Path pipe = directory.resolve("pipe");
    Program.run(Duration.ofSeconds(10), List.of("mkfifo", pipe.toString()));
    for (Path odd : List.of(pipe, Path.of("/dev/zero"))) {
      assertThatExceptionOfType(UnusableFile.class)
          .isThrownBy(() -> CredentialFile.read(odd))
          .withMessageEndingWith("is no regular file");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rw-------, ''",
    "r--r-----, ''",
    "rw-r--r--, every user of this machine may read",
    "rw-rw-r--, every user of this machine may read",
    "rw-rw----, all users of its group may write",
    "rw----rw-, every user of this machine may write"
  })
  void whoCanGetAtAFileIsTold(String permissions, String who) throws IOException {
    Path file = file("secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThat(Exposure.of(file).isEmpty()).isEqualTo(who.isEmpty());
    assertThat(Exposure.of(file).orElse("")).startsWith(who);
  }

  @Test
  void nothingIsToldOfAFileThatIsNotThere() {
    assertThat(Exposure.of(directory.resolve("none"))).isEmpty();
  }
}
