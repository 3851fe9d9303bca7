package dev.handshake.grafana;

/** What is set on the fields of one kind of panel, named as in Grafana's own types. */
sealed interface Custom {
  record Stacking(String mode, String group) {
    static final Stacking NONE = new Stacking("none", "A");
    static final Stacking NORMAL = new Stacking("normal", "A");
  }

  record ThresholdsStyle(String mode) {
    static final ThresholdsStyle OFF = new ThresholdsStyle("off");
  }

  record Graph(
      String drawStyle,
      int lineWidth,
      int fillOpacity,
      String gradientMode,
      String lineInterpolation,
      String showPoints,
      boolean spanNulls,
      Stacking stacking,
      ThresholdsStyle thresholdsStyle)
      implements Custom {
    static final Graph LINES =
        new Graph(
            "line", 1, 8, "none", "linear", "never", false, Stacking.NONE, ThresholdsStyle.OFF);
    static final Graph AREAS =
        new Graph(
            "line", 1, 45, "none", "linear", "never", false, Stacking.NORMAL, ThresholdsStyle.OFF);
    static final Graph STEPS =
        new Graph(
            "line",
            1,
            45,
            "none",
            "stepAfter",
            "never",
            false,
            Stacking.NORMAL,
            ThresholdsStyle.OFF);
  }

  record Cell(String type) {}

  record Cells(String align, Cell cellOptions, boolean inspect, boolean filterable)
      implements Custom {
    static final Cells PLAIN = new Cells("auto", new Cell("auto"), false, true);
  }

  record Timeline(int fillOpacity, int lineWidth) implements Custom {
    static final Timeline SOLID = new Timeline(75, 0);
  }

  record Scale(String type) {}

  record HeatmapField(Scale scaleDistribution) implements Custom {
    static final HeatmapField LINEAR = new HeatmapField(new Scale("linear"));
  }
}
