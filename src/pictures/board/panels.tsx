// Each kind of panel, drawn by Grafana's own component where one is published.
import {
  DataFrame,
  Field,
  FieldDisplay,
  FieldType,
  getDisplayValueAlignmentFactors,
  getFieldDisplayName,
  getFieldDisplayValues,
  GrafanaTheme2,
  VizOrientation,
} from '@grafana/data';
import { BarGauge, BigValue, TimeSeries, VizRepeater } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import type { Marks, Panel, Range } from './board';
import { Heatmap, Timeline } from './approximations';

export interface Drawn {
  panel: Panel;
  frames: DataFrame[];
  width: number;
  height: number;
  range: Range;
  theme: GrafanaTheme2;
  marks: Marks[];
  replace: (text: string) => string;
}

const LAST = { calcs: ['lastNotNull'], fields: '', values: false };

function displays({ panel, frames, theme, replace }: Drawn): FieldDisplay[] {
  const { options, fieldConfig } = panel;
  return getFieldDisplayValues({
    fieldConfig: fieldConfig as any,
    reduceOptions: options.reduceOptions ?? LAST,
    replaceVariables: replace,
    theme,
    data: frames,
    sparkline: panel.type === 'stat' && options.graphMode !== 'none',
    timeZone: 'utc',
  });
}

const orientation = (options: any): VizOrientation => options.orientation ?? VizOrientation.Auto;

function Stat(drawn: Drawn) {
  const { panel: { options }, width, height, theme } = drawn;
  return (
    <VizRepeater
      getValues={() => displays(drawn)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, width, height, count }: any) => (
        <BigValue
          value={value.display}
          count={count}
          sparkline={value.sparkline}
          colorMode={options.colorMode ?? 'value'}
          graphMode={options.graphMode ?? 'area'}
          justifyMode={options.justifyMode ?? 'auto'}
          textMode={options.textMode ?? 'auto'}
          text={options.text}
          alignmentFactors={alignmentFactors}
          width={width}
          height={height}
          theme={theme}
        />
      )}
      width={width}
      height={height}
      source={drawn.frames}
      itemSpacing={3}
      renderCounter={0}
      autoGrid
      orientation={orientation(options)}
    />
  );
}

function Bars(drawn: Drawn) {
  const { panel: { options }, width, height, theme } = drawn;
  return (
    <VizRepeater
      getValues={() => displays(drawn)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, orientation, width, height }: any) => (
        <BarGauge
          value={value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex)}
          text={options.text}
          orientation={orientation}
          displayMode={options.displayMode ?? 'gradient'}
          valueDisplayMode={options.valueMode}
          namePlacement={options.namePlacement}
          showUnfilled={options.showUnfilled ?? true}
          alignmentFactors={alignmentFactors}
          itemSpacing={8}
          lcdCellWidth={12}
          width={width}
          height={height}
          theme={theme}
        />
      )}
      width={width}
      height={height}
      source={drawn.frames}
      renderCounter={0}
      minVizHeight={options.sizing === 'manual' ? options.minVizHeight : 16}
      minVizWidth={options.sizing === 'manual' ? options.minVizWidth : 8}
      maxVizHeight={options.sizing === 'manual' ? options.maxVizHeight : 300}
      itemSpacing={8}
      orientation={orientation(options)}
    />
  );
}

/** Draws the moments of an annotation, as Grafana does: dashed, in its colour. */
function mark(builder: any, marks: Marks[], theme: GrafanaTheme2) {
  builder.addHook('draw', (plot: any) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.lineWidth = 2;
    ctx.setLineDash([5, 5]);
    for (const { color, times } of marks) {
      ctx.strokeStyle = ctx.fillStyle = theme.visualization.getColorByName(color ?? 'blue');
      for (const time of times) {
        const x = Math.round(plot.valToPos(time, 'x', true));
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.beginPath();
        ctx.moveTo(x - 5, bbox.top + bbox.height + 6);
        ctx.lineTo(x + 5, bbox.top + bbox.height + 6);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.fill();
      }
    }
    ctx.restore();
  });
}

/** What is no number cannot be drawn, and would spoil the axis. */
function graphable(frame: DataFrame): DataFrame {
  const numbers = (field: Field) => ({ ...field, values: field.values.map((value) => (Number.isFinite(value) ? value : null)) });
  return { ...frame, fields: frame.fields.map((field) => (field.type === FieldType.number ? numbers(field) : field)) };
}

function Lines({ panel, frames, width, height, range, marks, theme }: Drawn) {
  const legend = { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [], ...panel.options.legend };
  return (
    <TimeSeries
      frames={frames.map(graphable)}
      structureRev={1}
      timeRange={range as any}
      timeZone={['utc']}
      width={width}
      height={height}
      legend={legend}
      options={panel.options}
    >
      {(builder: any) => {
        mark(builder, marks, theme);
        return null;
      }}
    </TimeSeries>
  );
}

function Rows({ panel, frames, width, height, range }: Drawn) {
  const { options, fieldConfig } = panel;
  return (
    <TableNG
      data={frames[0]}
      width={width}
      height={height}
      noHeader={options.showHeader === false}
      sortBy={options.sortBy}
      cellHeight={options.cellHeight}
      frozenColumns={options.frozenColumns?.left}
      enablePagination={options.enablePagination}
      fieldConfig={fieldConfig as any}
      timeRange={range as any}
      structureRev={1}
      showTypeIcons={false}
      resizable={false}
      enableVirtualization={false}
    />
  );
}

function Text({ panel, replace }: Drawn) {
  return <div style={{ whiteSpace: 'pre-wrap' }}>{replace(panel.options.content ?? '')}</div>;
}

/** Whether there is anything to draw. */
export function hasData(panel: Panel, frames: DataFrame[]) {
  return panel.type === 'text' || frames.some((frame) => frame.length > 0 && frame.fields.some((field) => field.type !== FieldType.time));
}

export const APPROXIMATED = ['state-timeline', 'status-history', 'heatmap'];

export function Content(drawn: Drawn) {
  switch (drawn.panel.type) {
    case 'stat':
      return <Stat {...drawn} />;
    case 'bargauge':
      return <Bars {...drawn} />;
    case 'timeseries':
      return <Lines {...drawn} />;
    case 'table':
      return <Rows {...drawn} />;
    case 'state-timeline':
    case 'status-history':
      return <Timeline {...drawn} />;
    case 'heatmap':
      return <Heatmap {...drawn} />;
    case 'text':
      return <Text {...drawn} />;
    default:
      throw new Error(`a panel of type ${drawn.panel.type} cannot be drawn`);
  }
}

export { getFieldDisplayName };
