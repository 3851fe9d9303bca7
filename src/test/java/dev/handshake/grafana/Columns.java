package dev.handshake.grafana;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which fields of a table are shown, in which order and under which heading. */
final class Columns {
  private static final String TIME = "Time";

  private final Map<String, Object> places = new LinkedHashMap<>();
  private final Map<String, Object> headings = new LinkedHashMap<>();
  private final Map<String, Object> hidden = new LinkedHashMap<>();

  private Columns() {
    hidden.put(TIME, true);
  }

  /** Fields and their headings in turn: a label, or {@code Value #A} for the value of query A. */
  static Columns of(String... fieldsAndHeadings) {
    Columns columns = new Columns();
    for (int index = 0; index < fieldsAndHeadings.length; index += 2) {
      columns.places.put(fieldsAndHeadings[index], index / 2);
      columns.headings.put(fieldsAndHeadings[index], fieldsAndHeadings[index + 1]);
    }
    return columns;
  }

  /** Leaves fields out. */
  Columns without(String... fields) {
    List.of(fields).forEach(field -> hidden.put(field, true));
    return this;
  }

  Panel.Transformation organize() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("excludeByName", hidden);
    options.put("includeByName", Map.of());
    options.put("indexByName", places);
    options.put("renameByName", headings);
    return new Panel.Transformation("organize", options);
  }
}
