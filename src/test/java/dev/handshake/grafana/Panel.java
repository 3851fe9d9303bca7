package dev.handshake.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A panel, or a row's heading; its place and number are given by {@link Layout}. */
record Panel(
    int id,
    String type,
    String title,
    @Nullable String description,
    Grid gridPos,
    Dashboard.@Nullable Source datasource,
    @Nullable List<Query> targets,
    @Nullable Fields fieldConfig,
    @Nullable Options options,
    @Nullable List<Transformation> transformations,
    @Nullable Boolean collapsed,
    @Nullable List<Panel> panels) {
  private static final int WHOLE_WIDTH = 24;

  record Grid(int h, int w, int x, int y) {}

  /** What is done to the answers before they are drawn. */
  record Transformation(String id, Map<String, Object> options) {
    /** One table of several queries, whose rows meet where their labels agree. */
    static Transformation merge() {
      return new Transformation("merge", Map.of());
    }
  }

  static Panel row(String title) {
    return new Panel(
        0,
        "row",
        title,
        null,
        new Grid(1, WHOLE_WIDTH, 0, 0),
        null,
        null,
        null,
        null,
        null,
        false,
        List.of());
  }

  /** A large number, on a colour where that says something. */
  static Panel stat(String title, String description, Fields fields, Query query) {
    String color = fields.coloured() ? "background" : "none";
    return of("stat", title, description, fields, Options.Stat.of(color, "none", "auto"), query);
  }

  /** A word that is the name of a series. */
  static Panel word(String title, String description, Fields fields, Query query) {
    return of(
        "stat", title, description, fields, Options.Stat.of("background", "none", "name"), query);
  }

  static Panel timeSeries(
      String title,
      String description,
      Fields fields,
      Custom.Graph style,
      Options.Legend legend,
      Query... queries) {
    return of(
        "timeseries",
        title,
        description,
        fields.custom(style),
        new Options.TimeSeries(legend, Options.Tooltip.ALL),
        queries);
  }

  static Panel bars(String title, String description, Fields fields, Query query) {
    return of("bargauge", title, description, fields, Options.BarGauge.LINES, query);
  }

  static Panel timeline(String title, String description, Fields fields, Query... queries) {
    return of(
        "state-timeline",
        title,
        description,
        fields.custom(Custom.Timeline.SOLID),
        Options.StateTimeline.ROWS,
        queries);
  }

  static Panel heatmap(String title, String description, Query query) {
    return of(
        "heatmap",
        title,
        description,
        Fields.unit("s").custom(Custom.HeatmapField.LINEAR),
        Options.Heatmap.SECONDS,
        query);
  }

  /** A table whose columns are named and ordered. */
  static Panel table(
      String title,
      String description,
      Fields fields,
      Columns columns,
      List<Options.SortBy> sortBy,
      Query... queries) {
    return of(
            "table",
            title,
            description,
            fields.custom(Custom.Cells.PLAIN).emptyCells(),
            new Options.Table("sm", 0, true, false, sortBy),
            queries)
        .transformed(Transformation.merge(), columns.organize());
  }

  /** The same table in pages, which say how many rows there are. */
  Panel inPages() {
    if (!(options instanceof Options.Table table)) {
      throw new IllegalStateException("type: " + type + " (expected: table)");
    }
    return new Panel(
        id,
        type,
        title,
        description,
        gridPos,
        datasource,
        targets,
        fieldConfig,
        new Options.Table(
            table.cellHeight(), table.frameIndex(), table.showHeader(), true, table.sortBy()),
        transformations,
        collapsed,
        panels);
  }

  Panel sized(int width, int height) {
    return at(new Grid(height, width, 0, 0), 0);
  }

  Panel at(Grid place, int number) {
    return new Panel(
        number,
        type,
        title,
        description,
        place,
        datasource,
        targets,
        fieldConfig,
        options,
        transformations,
        collapsed,
        panels);
  }

  private Panel transformed(Transformation... more) {
    return new Panel(
        id,
        type,
        title,
        description,
        gridPos,
        datasource,
        targets,
        fieldConfig,
        options,
        List.of(more),
        collapsed,
        panels);
  }

  private static Panel of(
      String type,
      String title,
      String description,
      Fields fields,
      Options options,
      Query... queries) {
    return new Panel(
        0,
        type,
        title,
        description,
        new Grid(0, 0, 0, 0),
        Dashboard.Source.CHOSEN,
        lettered(queries),
        fields,
        options,
        null,
        null,
        null);
  }

  private static List<Query> lettered(Query... queries) {
    List<Query> lettered = new ArrayList<>();
    for (Query query : queries) {
      lettered.add(query.withRefId(Character.toString('A' + lettered.size())));
    }
    return lettered;
  }
}
