package dev.handshake.config;

import dev.handshake.genesys.Region;
import dev.handshake.genesys.Regions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the regions: the operator's own, and those that are named. */
final class RegionReader {
  private final Regions known;

  private RegionReader(Regions known) {
    this.known = known;
  }

  /** A reader that knows the platform's regions and those of a {@code custom_regions} section. */
  static RegionReader with(Optional<Section> custom) {
    List<Region> own = new ArrayList<>();
    custom
        .map(Section::entries)
        .ifPresent(entries ->
            entries.forEach((name, value) -> {
              Optional<Region> region = value.section().flatMap(section -> region(name, section));
              if (region.isPresent() && isAmong(own, region.get())) {
                value.wrong("each region once, - and _ are the same in its name");
              } else {
                region.ifPresent(own::add);
              }
            }));
    return new RegionReader(Regions.published().with(own));
  }

  private static boolean isAmong(List<Region> regions, Region region) {
    return regions.stream()
        .anyMatch(one -> one.name().replace('_', '-').equals(region.name().replace('_', '-')));
  }

  private static Optional<Region> region(String name, Section section) {
    Optional<URI> login = host(section, "login");
    Optional<URI> api = host(section, "api");
    Optional<URI> apps = host(section, "apps");
    Optional<String> title = section.nullable("title").flatMap(Value::nonEmpty);
    Optional<String> certificate =
        section.nullable("client_certificate_name").flatMap(Value::nonEmpty);
    section.done();
    if (login.isEmpty() || api.isEmpty() || apps.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Region(name, title.orElse(name), login.get(), api.get(), apps.get(), certificate));
    } catch (IllegalArgumentException impossible) {
      section.wrong("a name of at most 64 letters and digits, joined by - or _");
      return Optional.empty();
    }
  }

  private static Optional<URI> host(Section section, String key) {
    return section
        .required(key, "https://host or https://host:port, without a path")
        .map(Value::hide)
        .flatMap(value -> value.parsed(Region::base));
  }

  Regions known() {
    return known;
  }

  /** The region that is named, in either spelling. */
  Optional<Region> read(Value value) {
    Optional<String> name = value.string();
    Optional<Region> region = name.flatMap(known::find);
    if (name.isPresent() && region.isEmpty()) {
      value.wrong(Nearest.oneOf(known.names(), name.get()));
    }
    return region;
  }
}
