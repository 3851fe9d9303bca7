// From Prometheus's answers to the data frames that a panel is given in Grafana.
import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  createDataFrame,
  DataFrame,
  Field,
  FieldConfigOptionsRegistry,
  FieldConfigPropertyItem,
  FieldType,
  GrafanaTheme2,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import type { Answer, Panel, Series } from './board';

type Labels = Record<string, string>;

const STANDARD = ['displayName', 'unit', 'min', 'max', 'decimals', 'thresholds', 'mappings', 'noValue', 'links', 'color', 'filterable', 'description', 'fieldMinMax'];

const TIME_SERIES = {
  drawStyle: 'line',
  lineInterpolation: 'linear',
  lineWidth: 1,
  fillOpacity: 0,
  gradientMode: 'none',
  spanNulls: false,
  showPoints: 'auto',
  pointSize: 5,
  stacking: { mode: 'none', group: 'A' },
  axisPlacement: 'auto',
  axisLabel: '',
  axisColorMode: 'text',
  axisBorderShow: false,
  scaleDistribution: { type: 'linear' },
  thresholdsStyle: { mode: 'off' },
  hideFrom: { tooltip: false, viz: false, legend: false },
};

/** What each plugin adds to a panel that does not say otherwise. */
const PLUGIN_DEFAULTS: Record<string, { color: string; custom: object }> = {
  timeseries: { color: 'palette-classic', custom: TIME_SERIES },
  table: { color: 'thresholds', custom: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false } },
};

// One of them is listed under two names.
standardTransformersRegistry.setInit(() =>
  [...new Set(Object.values(standardTransformers))].map((transformation: any) => ({
    id: transformation.id,
    name: transformation.name,
    transformation: async () => transformation,
    editor: () => null,
    imageDark: '',
    imageLight: '',
  })) as any,
);

const number = (text: string) => (text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text));

function metricText({ __name__ = '', ...labels }: Labels) {
  const inner = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return inner.length === 0 && __name__ ? __name__ : `${__name__}{${inner.join(', ')}}`;
}

function seriesName(answer: Answer, metric: Labels) {
  const legend = answer.legendFormat === '__auto' ? '' : answer.legendFormat;
  return legend ? legend.replace(/{{\s*(.+?)\s*}}/g, (_, label) => metric[label] ?? '') : metricText(metric);
}

function timeField(times: number[], step: number): Field {
  return { name: 'Time', type: FieldType.time, config: { interval: step * 1000 }, values: times };
}

function seriesFrame(answer: Answer, series: Series): DataFrame {
  const points = series.values ?? [series.value!];
  const { __name__, ...labels } = series.metric;
  return createDataFrame({
    refId: answer.refId,
    fields: [
      timeField(points.map(([time]) => time * 1000), answer.step),
      {
        name: 'Value',
        type: FieldType.number,
        labels,
        config: { displayNameFromDS: seriesName(answer, series.metric) },
        values: points.map(([, value]) => number(value)),
      },
    ],
  });
}

/** One row a sample, one column a label: what `format: table` asks for. */
function tableFrame(answer: Answer, several: boolean): DataFrame {
  const rows = answer.data.result.flatMap((series) =>
    (series.values ?? [series.value!]).map(([time, value]) => ({ metric: series.metric, time, value })),
  );
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.metric)))].sort();
  return createDataFrame({
    refId: answer.refId,
    fields: [
      { name: 'Time', type: FieldType.time, config: {}, values: rows.map((row) => row.time * 1000) },
      ...names.map((name) => ({
        name,
        type: FieldType.string,
        config: { filterable: true },
        values: rows.map((row) => row.metric[name] ?? ''),
      })),
      {
        name: several ? `Value #${answer.refId}` : 'Value',
        type: FieldType.number,
        config: {},
        values: rows.map((row) => number(row.value)),
      },
    ],
  });
}

/** Frames of one panel before transformation. */
export function framesOf(answers: Answer[]): DataFrame[] {
  const tables = answers.filter((answer) => answer.format === 'table').length;
  return answers.flatMap((answer) =>
    answer.format === 'table'
      ? answer.data.result.length === 0 ? [] : [tableFrame(answer, tables > 1)]
      : answer.data.result.filter((series) => series.values ?? series.value).map((series) => seriesFrame(answer, series)),
  );
}

export async function transformed(panel: Panel, frames: DataFrame[], interpolate: (text: string) => string) {
  const asked = (panel.transformations ?? []).filter((each) => !each.disabled);
  for (const { id } of asked) {
    if (!standardTransformersRegistry.getIfExists(id)) {
      throw new Error(`transformation ${id} is not among those that Grafana publishes`);
    }
  }
  return lastValueFrom(transformDataFrame(asked, frames, { interpolate } as any));
}

function property(id: string, path: string, isCustom: boolean): FieldConfigPropertyItem {
  return { id, path, isCustom, name: id, process: (value: unknown) => value, shouldApply: () => true } as any;
}

/** Grafana's own registry of properties has these and those of the panel's plugin. */
function registry(panel: Panel, custom: object) {
  const named = panel.fieldConfig.overrides.flatMap((rule) => rule.properties.map(({ id }) => id));
  const unknown = named.filter((id) => !id.startsWith('custom.') && !STANDARD.includes(id));
  if (unknown.length > 0) {
    throw new Error(`override of ${unknown}, which Grafana does not know`);
  }
  const own = new Set([...Object.keys(custom), ...named.filter((id) => id.startsWith('custom.')).map((id) => id.slice(7))]);
  return new FieldConfigOptionsRegistry(() => [
    ...STANDARD.map((id) => property(id, id, false)),
    ...[...own].map((path) => property(`custom.${path}`, path, true)),
  ]);
}

/** JSON has no infinity, so that the first step's value is null there. */
function withInfinity(value: any): any {
  return value?.steps ? { ...value, steps: value.steps.map((step: any) => ({ ...step, value: step.value ?? -Infinity })) } : value;
}

/** Units, thresholds, mappings, colours and overrides, by Grafana's own code. */
export function configured(panel: Panel, data: DataFrame[], theme: GrafanaTheme2, replaceVariables: (text: string) => string) {
  const plugin = PLUGIN_DEFAULTS[panel.type] ?? { color: 'thresholds', custom: {} };
  const { defaults, overrides } = panel.fieldConfig;
  const custom = { ...plugin.custom, ...defaults.custom };
  const usual = { mode: 'absolute', steps: [{ color: 'green', value: -Infinity }, { color: 'red', value: 80 }] };
  const frames = applyFieldOverrides({
    data,
    theme,
    timeZone: 'utc',
    replaceVariables,
    fieldConfigRegistry: registry(panel, custom),
    fieldConfig: {
      defaults: {
        ...defaults,
        custom,
        color: defaults.color ?? { mode: plugin.color },
        thresholds: withInfinity(defaults.thresholds ?? usual),
      } as any,
      overrides: overrides.map((rule) => ({
        ...rule,
        properties: rule.properties.map(({ id, value }) => ({ id, value: id === 'thresholds' ? withInfinity(value) : value })),
      })),
    },
  });
  cacheFieldDisplayNames(frames);
  return frames;
}
