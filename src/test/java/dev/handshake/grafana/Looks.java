package dev.handshake.grafana;

import dev.handshake.grafana.Fields.Mapping;
import dev.handshake.grafana.Fields.Property;
import dev.handshake.grafana.Fields.Special;
import dev.handshake.grafana.Fields.Target;
import dev.handshake.grafana.Fields.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Colours, units and columns that panels share. */
final class Looks {
  static final Duration CRITICAL = Duration.ofDays(7);
  static final Duration WARNING = Duration.ofDays(21);

  private static final Property BACKGROUND =
      new Property("custom.cellOptions", Map.of("type", "color-background", "mode", "basic"));

  private Looks() {}

  /** Good at zero. */
  static Thresholds badAbove(double least, String color) {
    return Thresholds.of(Words.GREEN, least, color);
  }

  /** Seconds until a certificate ends: what is over is darkest. */
  static Thresholds expiry() {
    return Thresholds.of(
        "dark-red",
        0,
        Words.RED,
        CRITICAL.toSeconds(),
        Words.ORANGE,
        WARNING.toSeconds(),
        Words.GREEN);
  }

  static Thresholds ratio(double bad, double good) {
    return Thresholds.of(Words.RED, bad, Words.ORANGE, good, Words.GREEN);
  }

  /** A column of seconds until something ends, coloured behind the text. */
  static Special left(String column) {
    return Special.of(
        column,
        new Property("unit", "dtdhms"),
        new Property("thresholds", expiry()),
        new Property("color", Map.of("mode", "thresholds")),
        BACKGROUND,
        width(150));
  }

  /** A column of milliseconds since 1970, as a date. */
  static Special date(String column) {
    return Special.of(column, new Property("unit", "dateTimeAsIso"), width(170));
  }

  /** A column of milliseconds since 1970, as how long ago; {@code never} stands for no value. */
  static Special ago(String column, String never) {
    return Special.of(
        column,
        new Property("unit", "dateTimeFromNow"),
        new Property("mappings", List.of(Mapping.nothing(never))),
        width(210));
  }

  /** A column of seconds since something was changed, coloured once they are too many. */
  static Special age(String column, double old) {
    return Special.of(
        column,
        new Property("unit", "dtdhms"),
        new Property("thresholds", badAbove(old, Words.ORANGE)),
        new Property("color", Map.of("mode", "thresholds")),
        BACKGROUND,
        width(150));
  }

  /** A column of a duration in seconds. */
  static Special seconds(String column) {
    return Special.of(column, new Property("unit", "s"), width(100));
  }

  /** A column of shares of what there is, coloured from a half on. */
  static Special share(String column) {
    return Special.of(
        column,
        new Property("unit", "percentunit"),
        new Property("thresholds", Thresholds.of(Words.GREEN, 0.5, Words.ORANGE, 1, Words.RED)),
        new Property("color", Map.of("mode", "thresholds")),
        BACKGROUND,
        width(150));
  }

  static Special linked(String column, Target link) {
    return Special.of(column, new Property("links", List.of(link)));
  }

  static Special linked(String column, int width, Target link) {
    return Special.of(column, new Property("links", List.of(link)), width(width));
  }

  /** A column whose numbers or words are shown as others, without colour. */
  static Special words(String column, int width, Mapping mapping) {
    return Special.of(column, new Property("mappings", List.of(mapping)), width(width));
  }

  /**
   * A column whose words are shown as sentences of several lines. Rows grow to what is shown only
   * with cells of this type: others measure the word, which is shorter.
   */
  static Special sentences(String column, Mapping mapping) {
    return Special.of(
        column,
        new Property("mappings", List.of(mapping)),
        new Property("custom.cellOptions", Map.of("type", "markdown", "dynamicHeight", true)));
  }

  /** The same with the colours of the words behind them. */
  static Special states(String column, int width, Mapping mapping) {
    return Special.of(column, new Property("mappings", List.of(mapping)), BACKGROUND, width(width));
  }

  static Special colored(String series, String color) {
    return Special.of(series, new Property("color", Map.of("mode", "fixed", "fixedColor", color)));
  }

  static Special wide(String column, int width) {
    return Special.of(column, width(width));
  }

  /** A column as wide as there is room, whose texts take several lines where they must. */
  static Special wrapped(String column) {
    return Special.of(column, new Property("custom.wrapText", true));
  }

  private static Property width(int pixels) {
    return new Property("custom.width", pixels);
  }
}
