package dev.handshake.grafana;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is set on a panel of one kind, named as in Grafana's own types. */
sealed interface Options {
  record Legend(String displayMode, String placement, boolean showLegend, List<String> calcs) {
    static final Legend NONE = new Legend("list", "bottom", false, List.of());
    static final Legend BELOW = new Legend("list", "bottom", true, List.of());

    /** A table beside the graph, with these calculations of each series. */
    static Legend beside(String... calcs) {
      return new Legend("table", "right", true, List.of(calcs));
    }
  }

  record Tooltip(String mode, String sort) {
    static final Tooltip ALL = new Tooltip("multi", "desc");
    static final Tooltip ONE = new Tooltip("single", "none");
  }

  record Reduce(List<String> calcs, String fields, boolean values) {
    static final Reduce LAST = new Reduce(List.of("lastNotNull"), "", false);
  }

  record TimeSeries(Legend legend, Tooltip tooltip) implements Options {}

  record Stat(
      String colorMode,
      String graphMode,
      String justifyMode,
      String orientation,
      String percentChangeColorMode,
      Reduce reduceOptions,
      boolean showPercentChange,
      String textMode,
      boolean wideLayout)
      implements Options {
    /** Large numbers; {@code textMode} is {@code value}, {@code name} or {@code value_and_name}. */
    static Stat of(String colorMode, String graphMode, String textMode) {
      return new Stat(
          colorMode, graphMode, "center", "auto", "standard", Reduce.LAST, false, textMode, true);
    }
  }

  /** In pixels. */
  record TextSize(int titleSize, int valueSize) {}

  record BarGauge(
      String displayMode,
      Legend legend,
      int maxVizHeight,
      int minVizHeight,
      int minVizWidth,
      String namePlacement,
      String orientation,
      Reduce reduceOptions,
      boolean showUnfilled,
      String sizing,
      TextSize text,
      String valueMode)
      implements Options {
    /** Few rows would otherwise be set so large that their names are cut. */
    static final BarGauge LINES =
        new BarGauge(
            "basic",
            Legend.NONE,
            36,
            16,
            8,
            "left",
            "horizontal",
            Reduce.LAST,
            true,
            "manual",
            new TextSize(12, 14),
            "color");
  }

  record SortBy(String displayName, boolean desc) {}

  record Table(
      String cellHeight,
      int frameIndex,
      boolean showHeader,
      @Nullable Boolean enablePagination,
      List<SortBy> sortBy)
      implements Options {}

  record StateTimeline(
      String alignValue,
      Legend legend,
      boolean mergeValues,
      double rowHeight,
      String showValue,
      Tooltip tooltip)
      implements Options {
    static final StateTimeline ROWS =
        new StateTimeline("center", Legend.BELOW, true, 0.85, "auto", Tooltip.ONE);
  }

  record Colors(
      double exponent,
      String fill,
      String mode,
      boolean reverse,
      String scale,
      String scheme,
      int steps) {}

  record Exemplars(String color) {}

  record Shown(boolean show) {}

  record HeatmapTooltip(String mode, boolean showColorScale, boolean yHistogram) {}

  record Axis(String axisPlacement, boolean reverse, String unit) {}

  record RowsFrame(String layout) {}

  record FilterValues(double le) {}

  record Heatmap(
      boolean calculate,
      int cellGap,
      Colors color,
      Exemplars exemplars,
      FilterValues filterValues,
      Shown legend,
      RowsFrame rowsFrame,
      String showValue,
      HeatmapTooltip tooltip,
      Axis yAxis)
      implements Options {
    static final Heatmap SECONDS =
        new Heatmap(
            false,
            1,
            new Colors(0.5, "dark-orange", "scheme", false, "exponential", "Oranges", 64),
            new Exemplars("rgba(255,0,255,0.7)"),
            new FilterValues(1e-9),
            new Shown(true),
            new RowsFrame("auto"),
            "never",
            new HeatmapTooltip("single", true, true),
            new Axis("left", false, "s"));
  }
}
