// State timeline and heat map are plugins that Grafana does not publish; these stand in for them.
import { DataFrame, dateTimeFormat, Field, FieldType, getFieldDisplayName, getValueFormat, formattedValueToString, GrafanaTheme2 } from '@grafana/data';
import { VizLegend } from '@grafana/ui';
import { interpolateOranges, interpolateSpectral, interpolateViridis, interpolateTurbo, interpolateBlues, interpolateGreens, interpolateReds, interpolateYlOrRd, interpolatePlasma, interpolateInferno, interpolateMagma } from 'd3-scale-chromatic';
import type { Answer, Range } from './board';
import type { Drawn } from './panels';

const AXIS = 22;
const SCHEMES: Record<string, (share: number) => string> = {
  Oranges: interpolateOranges,
  Spectral: interpolateSpectral,
  Viridis: interpolateViridis,
  Turbo: interpolateTurbo,
  Blues: interpolateBlues,
  Greens: interpolateGreens,
  Reds: interpolateReds,
  YlOrRd: interpolateYlOrRd,
  Plasma: interpolatePlasma,
  Inferno: interpolateInferno,
  Magma: interpolateMagma,
};

function ticks(range: Range, width: number) {
  const from = range.from.valueOf();
  const length = range.to.valueOf() - from;
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400].map((each) => each * 1000);
  const step = steps.find((each) => (length / each) * 90 <= width) ?? length;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((from + length - first) / step) + 1 }, (_, at) => first + at * step);
}

function TimeAxis({ range, left, width, top, theme }: { range: Range; left: number; width: number; top: number; theme: GrafanaTheme2 }) {
  const format = range.to.valueOf() - range.from.valueOf() > 86_400_000 ? 'MM-DD HH:mm' : range.to.valueOf() - range.from.valueOf() < 900_000 ? 'HH:mm:ss' : 'HH:mm';
  return (
    <g fill={theme.colors.text.primary} fontSize={12} textAnchor="middle">
      {ticks(range, width).map((time) => (
        <text key={time} x={left + position(time, range, width)} y={top + 16}>
          {dateTimeFormat(time, { format, timeZone: 'utc' })}
        </text>
      ))}
    </g>
  );
}

function position(time: number, range: Range, width: number) {
  const from = range.from.valueOf();
  return Math.max(0, Math.min(width, ((time - from) / (range.to.valueOf() - from)) * width));
}

interface Stretch {
  from: number;
  to: number;
  text: string;
  color: string;
}

/** Equal neighbours become one stretch; where a sample is missing, there is none. */
function stretches(times: number[], field: Field, interval: number, end: number): Stretch[] {
  const found: Stretch[] = [];
  field.values.forEach((value, at) => {
    if (value === null || value === undefined || Number.isNaN(value)) {
      return;
    }
    const { text, suffix = '', prefix = '', color = 'grey' } = field.display!(value);
    const to = Math.min(end, at + 1 < times.length ? Math.min(times[at + 1], times[at] + interval * 1.5) : times[at] + interval);
    const last = found.at(-1);
    const whole = prefix + text + suffix;
    if (last && last.text === whole && last.color === color && last.to >= times[at]) {
      last.to = to;
    } else {
      found.push({ from: times[at], to, text: whole, color });
    }
  });
  return found;
}

export function Timeline({ panel, frames, width, height, range, theme }: Drawn) {
  const { options } = panel;
  const all = frames.flatMap((frame) => {
    const time = frame.fields.find((field) => field.type === FieldType.time);
    return frame.fields
      .filter((field) => field.type !== FieldType.time && time)
      .map((field) => ({ name: getFieldDisplayName(field, frame, frames), times: time!.values as number[], field, interval: time!.config.interval ?? 15_000 }));
  });
  const shown = options.perPage ? all.slice(0, options.perPage) : all;
  const showLegend = options.legend?.showLegend !== false;
  const labelWidth = Math.min(width / 3, Math.max(...shown.map(({ name }) => name.length)) * 7 + 12);
  const plotWidth = width - labelWidth - 4;
  const plotHeight = height - AXIS - (showLegend ? 26 : 0);
  const rowHeight = plotHeight / shown.length;
  const barHeight = rowHeight * Math.min(1, options.rowHeight ?? 0.9);
  const fontSize = Math.min(12, rowHeight * 0.9);
  const legend = new Map<string, string>();
  const rows = shown.map((row) => ({ ...row, stretches: stretches(row.times, row.field, row.interval, range.to.valueOf()) }));
  rows.forEach((row) => row.stretches.forEach(({ text, color }) => legend.set(text, color)));
  return (
    <>
      <svg width={width} height={plotHeight + AXIS} fontFamily={theme.typography.fontFamily}>
        {rows.map(({ name, stretches }, at) => (
          <g key={name} transform={`translate(0, ${at * rowHeight + (rowHeight - barHeight) / 2})`} fontSize={fontSize}>
            <text x={labelWidth - 8} y={barHeight / 2} dominantBaseline="central" textAnchor="end" fill={theme.colors.text.primary}>
              {name}
            </text>
            {stretches.map(({ from, to, text, color }) => {
              const x = labelWidth + position(from, range, plotWidth);
              const long = position(to, range, plotWidth) - position(from, range, plotWidth);
              return (
                <g key={from}>
                  <rect x={x} width={long} height={barHeight} fill={color} fillOpacity={(panel.fieldConfig.defaults.custom?.fillOpacity ?? 70) / 100} />
                  {options.showValue !== 'never' && fontSize > 7 && text.length * 7 < long && (
                    <text x={x + 4} y={barHeight / 2} dominantBaseline="central" fill={theme.colors.getContrastText(color)}>
                      {text}
                    </text>
                  )}
                </g>
              );
            })}
          </g>
        ))}
        <TimeAxis range={range} left={labelWidth} width={plotWidth} top={plotHeight} theme={theme} />
      </svg>
      {showLegend && <VizLegend placement="bottom" displayMode={'list' as any} items={[...legend].map(([label, color]) => ({ label, color, yAxis: 1 }))} />}
    </>
  );
}

/** Counts between neighbouring bounds, lowest bucket first, from series by `le` that count all below. */
export function buckets(frames: DataFrame[]) {
  const bound = (frame: DataFrame) => Number(String(frame.fields[1].labels?.le ?? frame.fields[1].config.displayNameFromDS ?? '').replace('+Inf', 'Infinity'));
  const sorted = [...frames].sort((a, b) => bound(a) - bound(b));
  const below = new Map<number, number>();
  return sorted.map((frame) => ({
    bound: bound(frame),
    cells: (frame.fields[0].values as number[]).map((time, at) => {
      const count = frame.fields[1].values[at] as number;
      const own = Math.max(0, count - (below.get(time) ?? 0));
      below.set(time, count);
      return { time, count: own };
    }),
  }));
}

export function Heatmap({ panel, frames, width, height, range, theme }: Drawn) {
  const { options } = panel;
  const rows = buckets(frames);
  const most = Math.max(...rows.flatMap(({ cells }) => cells.map(({ count }) => count)));
  const interval = frames[0].fields[0].config.interval ?? 15_000;
  const left = 64;
  const plotHeight = height - AXIS - 24;
  const rowHeight = plotHeight / rows.length;
  const cell = position(range.from.valueOf() + interval, range, width - left);
  const scheme = SCHEMES[options.color?.scheme ?? 'Oranges'] ?? interpolateOranges;
  const shade = (share: number) => scheme((options.color?.reverse ?? false) !== theme.isDark ? 1 - share : share);
  const unit = getValueFormat(options.yAxis?.unit ?? panel.fieldConfig.defaults.unit ?? 'short');
  const name = (bound: number) => (Number.isFinite(bound) ? formattedValueToString(unit(bound)).replace(/\.0+(?= )|(\.\d*?)0+(?= )/, '$1') : '+Inf');
  const exponent = options.color?.exponent ?? 0.5;
  return (
    <svg width={width} height={height} fontFamily={theme.typography.fontFamily} fontSize={11}>
      {rows.map(({ bound, cells }, at) => {
        const top = plotHeight - (at + 1) * rowHeight;
        return (
          <g key={bound}>
            <text x={left - 8} y={top + 4} textAnchor="end" dominantBaseline="central" fill={theme.colors.text.primary}>
              {name(bound)}
            </text>
            {cells
              .filter(({ count }) => count > 0)
              .map(({ time, count }) => {
                // Half of the first cell and of the last would lie outside of the plot.
                const middle = position(time, range, width - left);
                const from = Math.max(0, middle - cell / 2);
                const to = Math.min(width - left, middle + cell / 2);
                return (
                  <rect
                    key={time}
                    x={left + from}
                    y={top}
                    width={Math.max(1, to - from - 1)}
                    height={Math.max(1, rowHeight - 1)}
                    fill={shade(Math.pow(count / most, exponent))}
                  />
                );
              })}
          </g>
        );
      })}
      <TimeAxis range={range} left={left} width={width - left} top={plotHeight} theme={theme} />
      <g transform={`translate(${left}, ${height - 16})`} fill={theme.colors.text.primary} dominantBaseline="central">
        {Array.from({ length: 60 }, (_, at) => (
          <rect key={at} x={30 + at * 3} width={3} height={10} fill={shade(at / 59)} />
        ))}
        <text x={22} y={5} textAnchor="end">0</text>
        <text x={218} y={5}>{most.toPrecision(2)}</text>
      </g>
    </svg>
  );
}
