package dev.handshake.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How values are shown: unit, colours, words.
 *
 * @param defaults by the names of Grafana's {@code FieldConfig}
 */
record Fields(SortedMap<String, Object> defaults, List<Special> overrides) {
  private static final Color BY_THRESHOLD = new Color("thresholds", null);
  private static final Color BY_SERIES = new Color("palette-classic", null);

  record Step(String color, @JsonInclude @Nullable Double value) {}

  /** Colours by value; the first is that of the least values. */
  record Thresholds(String mode, List<Step> steps) {
    /** A colour for the least values, then values and colours in turn. */
    static Thresholds of(String least, Object... more) {
      List<Step> steps = new ArrayList<>(List.of(new Step(least, null)));
      for (int index = 0; index < more.length; index += 2) {
        steps.add(new Step((String) more[index + 1], ((Number) more[index]).doubleValue()));
      }
      return new Thresholds("absolute", steps);
    }
  }

  record Color(String mode, @Nullable String fixedColor) {}

  record Word(int index, String text, @Nullable String color) {}

  /** Words and colours for values. */
  record Mapping(String type, Map<String, Object> options) {
    static Mapping values(Map<String, Word> words) {
      return new Mapping("value", new LinkedHashMap<>(words));
    }

    /** What stands where there is no value. */
    static Mapping nothing(String text) {
      return new Mapping("special", Map.of("match", "null+nan", "result", new Word(0, text, null)));
    }
  }

  /** Where a click leads. */
  record Target(String title, String url, boolean targetBlank) {}

  record Property(String id, Object value) {}

  record Matcher(String id, String options) {}

  /** Other rules for some fields. */
  record Special(Matcher matcher, List<Property> properties) {
    static Special of(String field, Property... properties) {
      return new Special(new Matcher("byName", field), Arrays.asList(properties));
    }

    /** For what one query finds, by its letter. */
    static Special ofQuery(String letter, Property... properties) {
      return new Special(new Matcher("byFrameRefID", letter), Arrays.asList(properties));
    }
  }

  static Fields unit(String unit) {
    return new Fields(new TreeMap<>(), List.of())
        .with("unit", unit)
        .with("color", BY_SERIES)
        .with("thresholds", Thresholds.of("green"))
        .with("mappings", List.of());
  }

  Fields decimals(int count) {
    return with("decimals", count);
  }

  Fields min(double min) {
    return with("min", min);
  }

  Fields max(double max) {
    return with("max", max);
  }

  /** What is said where there is no data. */
  Fields noValue(String text) {
    return with("noValue", text);
  }

  /** Coloured by value. */
  Fields thresholds(Thresholds thresholds) {
    return with("thresholds", thresholds).with("color", BY_THRESHOLD);
  }

  Fields fixedColor(String color) {
    return with("color", new Color("fixed", color));
  }

  Fields mappings(Mapping... mappings) {
    return with("mappings", List.of(mappings));
  }

  Fields links(Target... links) {
    return with("links", List.of(links));
  }

  /** What only this kind of panel knows. */
  Fields custom(Custom custom) {
    return with("custom", custom);
  }

  Fields overrides(Special... more) {
    return new Fields(defaults, List.of(more));
  }

  /** Whether a value's colour says something. */
  boolean coloured() {
    return BY_THRESHOLD.equals(defaults.get("color"));
  }

  /** Leaves empty cells empty, where otherwise each of them would say that there is no data. */
  Fields emptyCells() {
    List<Special> all = new ArrayList<>(overrides);
    all.add(new Special(new Matcher("byType", "string"), List.of(new Property("noValue", ""))));
    return new Fields(defaults, List.copyOf(all));
  }

  private Fields with(String key, Object value) {
    SortedMap<String, Object> more = new TreeMap<>(defaults);
    more.put(key, value);
    return new Fields(more, overrides);
  }
}
