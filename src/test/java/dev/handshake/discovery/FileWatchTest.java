package dev.handshake.discovery;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicInteger told = new AtomicInteger();
  @TempDir private Path directory = Path.of("replaced");
  private Path file = Path.of("replaced");
  private FileWatch watch = new FileWatch(List::of, told::incrementAndGet);

  @BeforeEach
  void watchOneFile() throws IOException {
    file = directory.resolve("client.pem");
    Files.writeString(file, "first");
    watch = watching(List.of(file));
  }

  /** A watch that knows its files as they are. */
  private FileWatch watching(List<Path> files) {
    FileWatch some = new FileWatch(() -> files, told::incrementAndGet);
    some.seen(files.stream().map(FileStamp::of).toList());
    return some;
  }

  private int toldAfter(int looks) {
    for (int look = 0; look < looks; look++) {
      watch.look();
    }
    return told.getAndSet(0);
  }

  @Test
  void whatStaysIsNotTold() {
    assertThat(toldAfter(5)).isZero();
  }

  @Test
  void theFirstLookTellsWhereNothingIsKnown() {
    watch = new FileWatch(() -> List.of(file), told::incrementAndGet);
    assertThat(toldAfter(1)).isEqualTo(1);
    assertThat(toldAfter(3)).isZero();
  }

  @Test
  void aChangeIsToldOnceAfterAFurtherLook() throws IOException {
    Files.writeString(file, "second");
    assertThat(toldAfter(1)).isZero();
    assertThat(toldAfter(1)).isEqualTo(1);
    assertThat(toldAfter(3)).isZero();
  }

  @Test
  void writingInPiecesIsToldOnceItIsWhole() throws IOException {
    Files.writeString(file, "half");
    assertThat(toldAfter(1)).isZero();
    Files.writeString(file, " and half", APPEND);
    assertThat(toldAfter(1)).isZero();
    assertThat(toldAfter(1)).isEqualTo(1);
  }

  @Test
  void whatNeverRestsIsToldAllTheSame() throws IOException {
    int times = 0;
    for (int look = 0; look < 20; look++) {
      Files.writeString(file, "state " + look);
      times += toldAfter(1);
    }
    assertThat(times).isBetween(2, 5);
  }

  @Test
  void aRenamedFileInItsPlaceIsTold() throws IOException {
    Path other = Files.writeString(directory.resolve("new"), "other");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, ATOMIC_MOVE);
    assertThat(toldAfter(2)).isEqualTo(1);
  }

  @Test
  void theSameSizeAtTheSameTimeIsToldByItsContent() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "tsrif");
    Files.setLastModifiedTime(file, time);
    assertThat(toldAfter(2)).isEqualTo(1);
  }

  @Test
  void deletionAndReturnAreTold() throws IOException {
    Files.delete(file);
    assertThat(toldAfter(2)).isEqualTo(1);
    Files.writeString(file, "first");
    assertThat(toldAfter(2)).isEqualTo(1);
  }

  @Test
  void otherPermissionsAreTold() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    watch = watching(List.of(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(toldAfter(2)).isEqualTo(1);
  }

  /** As Kubernetes changes a volume: files link to one directory, which itself is a link. */
  @Test
  void aLinkOnTheWayThatLeadsElsewhereIsTold() throws IOException {
    Path before = Files.createDirectory(directory.resolve("..1"));
    Path after = Files.createDirectory(directory.resolve("..2"));
    Files.writeString(before.resolve("key"), "same");
    Files.writeString(after.resolve("key"), "same");
    Path data = Files.createSymbolicLink(directory.resolve("..data"), before.getFileName());
    Path key = Files.createSymbolicLink(directory.resolve("key"), Path.of("..data", "key"));
    watch = watching(List.of(key));
    assertThat(toldAfter(2)).isZero();
    Path next = Files.createSymbolicLink(directory.resolve("..next"), after.getFileName());
    Files.move(next, data, ATOMIC_MOVE);
    assertThat(toldAfter(2)).isEqualTo(1);
  }

  @Test
  void aDirectoryInThePlaceOfAnotherIsTold() throws IOException {
    Path live = Files.createDirectory(directory.resolve("live"));
    Path next = Files.createDirectory(directory.resolve("next"));
    Files.writeString(live.resolve("key"), "same");
    Files.writeString(next.resolve("key"), "same");
    watch = watching(List.of(live.resolve("key")));
    Files.move(live, directory.resolve("old"));
    Files.move(next, live);
    assertThat(toldAfter(2)).isEqualTo(1);
  }

  @Test
  void filesOfAPatternComeAndGo() throws IOException {
    FilePattern pattern = new FilePattern(directory.resolve("*.yml"));
    watch = new FileWatch(pattern::files, told::incrementAndGet);
    assertThat(toldAfter(1)).isEqualTo(1);
    Path one = Files.writeString(directory.resolve("one.yml"), "");
    assertThat(toldAfter(2)).isEqualTo(1);
    assertThat(pattern.files()).containsExactly(one);
    Files.delete(one);
    assertThat(toldAfter(2)).isEqualTo(1);
    Files.writeString(directory.resolve("one.txt"), "");
    assertThat(toldAfter(2)).isZero();
  }

  @Test
  void aPatternIsOfNamesAndNotOfCurlyBraces() throws IOException {
    Path braces = Files.writeString(directory.resolve("{a,b}1.yml"), "");
    Files.writeString(directory.resolve("a1.yml"), "");
    assertThat(new FilePattern(directory.resolve("{a,b}?.yml")).files()).containsExactly(braces);
    assertThat(new FilePattern(directory.resolve("[ab]?.yml")).files())
        .containsExactly(directory.resolve("a1.yml"));
    assertThat(new FilePattern(directory.resolve("a1.yml")).files()).hasSize(1);
    assertThat(new FilePattern(directory.resolve("nowhere").resolve("*.yml")).files()).isEmpty();
  }

  @Test
  void aChangeBetweenReadingAndWatchingIsNotLost() throws IOException {
    FileStamp beforeReading = FileStamp.of(file);
    Files.writeString(file, "changed while it was being read");
    watch.seen(List.of(beforeReading));
    assertThat(toldAfter(2)).isEqualTo(1);
  }

  @Test
  void aListenerThatFailsIsToldTheNextTimeToo() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      watch =
          new FileWatch(
              () -> List.of(file),
              () -> {
                heard.add("told");
                throw new IllegalStateException("cannot be applied");
              });
      var looking = watch.start(timer, Duration.ofMillis(5));
      Eventually.holds(PATIENCE, () -> assertThat(heard).hasSize(1));
      Path whole = Files.writeString(directory.resolve("whole"), "second");
      Files.move(whole, file, ATOMIC_MOVE);
      Eventually.holds(PATIENCE, () -> assertThat(heard).hasSize(2));
      assertThat(looking.isDone()).isFalse();
      timer.shutdownNow();
    }
  }
}
