package dev.handshake.genesys;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The regions that are known by name: those of a table beside this class, and an operator's own
 * over or beside them. A name is the same with hyphens and with underscores.
 */
public final class Regions {
  private static final String TABLE = "regions.txt";
  private static final String NONE = "-";
  private static final Regions PUBLISHED = new Regions(read());

  private final Map<String, Region> byName;

  private Regions(Stream<Region> regions) {
    this.byName = new LinkedHashMap<>();
    regions.forEach(region -> byName.put(hyphened(region.name()), region));
  }

  /** The platform's own, as far as they are published. */
  public static Regions published() {
    return PUBLISHED;
  }

  /** These and others; one that has a name of these takes its place. */
  public Regions with(Collection<Region> others) {
    return new Regions(Stream.concat(all().stream(), others.stream()));
  }

  /** All of them, in the order of the table, then of the operator. */
  public List<Region> all() {
    return List.copyOf(byName.values());
  }

  /** The names of all of them, in the same order. */
  public List<String> names() {
    return byName.values().stream().map(Region::name).toList();
  }

  /** The region of a name such as {@code eu-west-1} or {@code eu_west_1}. */
  public Optional<Region> find(String name) {
    return Optional.ofNullable(byName.get(hyphened(name)));
  }

  /** Whether a region is the platform's own, with the hosts that are published for it. */
  public static boolean isPublished(Region region) {
    return PUBLISHED.find(region.name()).filter(region::equals).isPresent();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Regions regions && byName.equals(regions.byName);
  }

  @Override
  public int hashCode() {
    return byName.hashCode();
  }

  @Override
  public String toString() {
    return byName.values().toString();
  }

  private static String hyphened(String name) {
    return name.replace('_', '-');
  }

  private static Stream<Region> read() {
    try (InputStream table = Regions.class.getResourceAsStream(TABLE)) {
      if (table == null) {
        throw new IllegalStateException(TABLE + ": absent (expected: beside this class)");
      }
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(Regions::region);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Region region(String line) {
    String[] columns = line.strip().split("\\s*\\|\\s*", -1);
    if (columns.length != 4) {
      throw new IllegalStateException(TABLE + ": " + line + " (expected: four columns)");
    }
    String domain = columns[2];
    return new Region(
        columns[0],
        columns[1],
        URI.create("https://login." + domain),
        URI.create("https://api." + domain),
        URI.create("https://apps." + domain),
        Optional.of(columns[3]).filter(name -> !name.equals(NONE)));
  }
}
