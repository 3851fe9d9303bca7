package dev.handshake.grafana;

import java.util.ArrayList;
import java.util.List;

/** Panels from left to right and from top to bottom on a grid of 24 columns. */
final class Layout {
  private static final int COLUMNS = 24;

  private final List<Panel> placed = new ArrayList<>();
  private int left;
  private int top;
  private int bottom;

  /** Places panels in this order; one that does not fit beside the last begins a new line. */
  static List<Panel> of(List<Panel> panels) {
    Layout layout = new Layout();
    panels.forEach(layout::place);
    return List.copyOf(layout.placed);
  }

  private void place(Panel panel) {
    Panel.Grid size = panel.gridPos();
    if (left + size.w() > COLUMNS) {
      left = 0;
      top = bottom;
    }
    placed.add(panel.at(new Panel.Grid(size.h(), size.w(), left, top), placed.size() + 1));
    left += size.w();
    bottom = Math.max(bottom, top + size.h());
  }
}
