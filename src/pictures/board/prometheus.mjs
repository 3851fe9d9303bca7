// Asks a Prometheus what a dashboard asks, as Grafana's data source would.

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/** Seconds of a Prometheus duration such as `1h30m`. */
export function seconds(duration) {
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== duration) {
    throw new Error(`duration: ${duration}, expected for example 30s`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit], 0);
}

export class Prometheus {
  constructor(address) {
    this.address = address.replace(/\/$/, '');
  }

  async get(path, parameters) {
    const response = await fetch(`${this.address}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const body = await response.json();
    if (body.status !== 'success') {
      throw new Error(`${path} ${JSON.stringify(parameters)}: ${body.error ?? response.status}`);
    }
    return body.data;
  }

  at(query, time) {
    return this.get('query', { query, time });
  }

  over(query, range, step) {
    // Grafana aligns both ends to the step, so that a reload draws the same points.
    const start = Math.floor(range.from / step) * step;
    const end = Math.floor(range.to / step) * step;
    return this.get('query_range', { query, start, end, step });
  }

  /** The sorted values of a label, of all series or of those that a selector matches. */
  async labelValues(selector, label, range) {
    const parameters = { start: range.from, end: range.to, ...(selector && { 'match[]': selector }) };
    return this.get(`label/${label}/values`, parameters);
  }
}

const ESCAPED = /[\\^$.*+?()[\]{}|/]/g;
const REFERENCE = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)\]\]/g;

/** The dashboard's variables, each with the value that its picture shows. */
export class Variables {
  constructor(range) {
    this.range = range;
    this.shown = new Map();
  }

  /** Replaces variables in a query, where several values become a pattern. */
  inQuery(text, own = {}) {
    return this.replace(text, own, (variable) => {
      if (variable.value === '$__all' && variable.allValue) {
        return variable.allValue;
      }
      const values = variable.value === '$__all' ? variable.options : [variable.value].flat();
      if (!variable.multi && !variable.includeAll) {
        return values[0].replaceAll('\\', '\\\\').replaceAll('"', '\\"');
      }
      const patterns = values.map((value) => value.replace(ESCAPED, '\\\\$&'));
      return patterns.length === 1 ? patterns[0] : `(${patterns.join('|')})`;
    });
  }

  /** Replaces variables in a title. */
  inText(text) {
    return this.replace(text, {}, (variable) => variable.text);
  }

  replace(text, own, written) {
    return text.replace(REFERENCE, (whole, plain, braced, _format, old) => {
      const name = plain ?? braced ?? old;
      if (name in own) {
        return own[name];
      }
      return this.shown.has(name) ? written(this.shown.get(name)) : whole;
    });
  }

  async choose(definition, prometheus, wanted) {
    const options = await this.options(definition, prometheus);
    const current = wanted ?? definition.current?.value ?? (definition.includeAll ? '$__all' : options[0]);
    const given = Array.isArray(current) && current.length === 1 ? current[0] : current;
    const value = given === undefined || given === '' || given.length === 0 ? (definition.includeAll ? '$__all' : options[0]) : given;
    if (value === undefined) {
      throw new Error(`variable ${definition.name}: no value found by ${JSON.stringify(definition.query)}`);
    }
    if (definition.type === 'query' && value !== '$__all') {
      const unknown = [value].flat().filter((one) => !options.includes(one));
      if (unknown.length > 0) {
        throw new Error(`variable ${definition.name}: ${unknown}, expected one of ${options.join(', ')}`);
      }
    }
    const text = value === '$__all' ? 'All' : [value].flat().join(' + ');
    this.shown.set(definition.name, { ...definition, options, value, text });
  }

  async options(definition, prometheus) {
    switch (definition.type) {
      case 'datasource':
        return ['Prometheus'];
      case 'query':
        return this.queried(definition, prometheus);
      case 'custom':
      case 'interval':
        return definition.query.split(',').map((option) => option.split(' : ').at(-1).trim());
      case 'constant':
      case 'textbox':
        return [definition.query];
      default:
        throw new Error(`variable ${definition.name}: type ${definition.type} cannot be drawn`);
    }
  }

  async queried(definition, prometheus) {
    const query = typeof definition.query === 'string' ? definition.query : definition.query.query;
    const asked = /^label_values\((?:(.+),\s*)?(\w+)\)$/s.exec(this.inQuery(query));
    if (!asked) {
      throw new Error(`variable ${definition.name}: ${query}, expected label_values(...)`);
    }
    const values = await prometheus.labelValues(asked[1], asked[2], this.range);
    const pattern = definition.regex && new RegExp(definition.regex.replace(/^\/|\/$/g, ''));
    return pattern ? values.filter((value) => pattern.test(value)) : values;
  }
}

/** All panels, those of collapsed rows left out. */
function panelsOf(dashboard) {
  return dashboard.panels.filter((panel) => panel.type !== 'row');
}

function stepOf(panel, target, range, scrapeInterval) {
  const points = panel.maxDataPoints ?? Math.max(200, panel.gridPos.w * 60);
  const least = Math.max(scrapeInterval, ...[panel.interval, target.interval].filter(Boolean).map(seconds));
  return Math.max(least, Math.ceil((range.to - range.from) / points));
}

/** Runs a panel's queries; the answers are Prometheus's own. */
async function ask(panel, variables, prometheus, range, scrapeInterval) {
  const asked = (panel.targets ?? []).filter((target) => !target.hide);
  return Promise.all(
    asked.map(async (target) => {
      const step = stepOf(panel, target, range, scrapeInterval);
      const rate = Math.max(step + scrapeInterval, 4 * scrapeInterval);
      const length = Math.round(range.to - range.from);
      const query = variables.inQuery(target.expr, {
        __interval: `${step}s`,
        __interval_ms: String(step * 1000),
        __rate_interval: `${rate}s`,
        __range: `${length}s`,
        __range_s: String(length),
        __range_ms: String(length * 1000),
      });
      const data = target.instant
        ? await prometheus.at(query, range.to)
        : await prometheus.over(query, range, step);
      return { ...target, legendFormat: variables.inText(target.legendFormat ?? ''), query, step, data };
    }),
  );
}

async function events(annotation, variables, prometheus, range, scrapeInterval) {
  const step = seconds(annotation.step || `${scrapeInterval}s`);
  const expression = annotation.expr ?? annotation.target?.expr;
  const own = { __rate_interval: `${4 * scrapeInterval}s`, __interval: `${step}s`, __range: `${Math.round(range.to - range.from)}s` };
  const data = await prometheus.over(variables.inQuery(expression, own), range, step);
  const byValue = String(annotation.useValueForTime) === 'true';
  const times = data.result.flatMap(({ values }) =>
    byValue
      ? [...new Set(values.map(([, value]) => Number(value)))]
      : values.filter(([time, value], at) => Number(value) > 0 && !(at > 0 && Number(values[at - 1][1]) > 0 && time - values[at - 1][0] <= step)).map(([time]) => time * 1000),
  );
  const inside = times.filter((time) => time >= range.from * 1000 && time <= range.to * 1000);
  return { name: annotation.name, color: annotation.iconColor, times: inside };
}

/** A dashboard with all that its picture needs; nothing is asked of Prometheus afterwards. */
export async function answered(dashboard, { address, range, scrapeInterval, wanted }) {
  const prometheus = new Prometheus(address);
  const variables = new Variables(range);
  for (const definition of dashboard.templating?.list ?? []) {
    await variables.choose(definition, prometheus, wanted[definition.name]);
  }
  const answers = {};
  for (const panel of panelsOf(dashboard)) {
    try {
      answers[panel.id] = await ask(panel, variables, prometheus, range, scrapeInterval);
    } catch (failure) {
      throw new Error(`panel "${panel.title}": ${failure.message}`, { cause: failure });
    }
  }
  const asked = (dashboard.annotations?.list ?? []).filter(
    (annotation) => annotation.enable !== false && (annotation.expr ?? annotation.target?.expr),
  );
  return {
    dashboard,
    answers,
    marks: await Promise.all(asked.map((each) => events(each, variables, prometheus, range, scrapeInterval))),
    range,
    variables: [...variables.shown.values()].map(({ name, label, hide, text, value }) => ({ name, label, hide, text, value })),
  };
}
