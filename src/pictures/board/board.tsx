// The page: a dashboard's title, variables, rows and panels on Grafana's grid of 24 columns.
import { createTheme, DataFrame, dateTime, dateTimeFormat, DateTime, FieldConfigSource } from '@grafana/data';
import { GlobalStyles, Icon, PanelChrome, PanelContextProvider, ThemeContext } from '@grafana/ui';
import { Component, ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { EventBusSrv } from '@grafana/data';
import { configured, framesOf, transformed } from './frames';
import { APPROXIMATED, Content, hasData } from './panels';

export interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: Array<[number, string]>;
}

export interface Answer {
  refId: string;
  format?: string;
  legendFormat: string;
  step: number;
  query: string;
  data: { result: Series[] };
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  transparent?: boolean;
  gridPos: { x: number; y: number; w: number; h: number };
  options: any;
  fieldConfig: FieldConfigSource;
  transformations?: any[];
  collapsed?: boolean;
  panels?: Panel[];
  links?: unknown[];
}

export interface Range {
  from: DateTime;
  to: DateTime;
  raw: { from: DateTime; to: DateTime };
}

export interface Marks {
  name: string;
  color: string;
  times: number[];
}

interface Variable {
  name: string;
  label?: string;
  hide?: number;
  text: string;
}

interface Board {
  dashboard: { title: string; tags?: string[]; panels: Panel[]; links?: Array<{ title: string }>; refresh?: string };
  answers: Record<number, Answer[]>;
  marks: Marks[];
  range: { from: number; to: number };
  variables: Variable[];
  theme: 'dark' | 'light';
}

declare global {
  interface Window {
    drawn: boolean;
    problems: string[];
  }
}

const WIDTH = 1600;
const MARGIN = 16;
const ROW = 30;
const GAP = 8;
const COLUMN = (WIDTH - 2 * MARGIN + GAP) / 24;
let theme = createTheme();
window.problems = [];

class Guard extends Component<{ title: string; children: ReactNode }, { failure?: Error }> {
  state: { failure?: Error } = {};

  static getDerivedStateFromError(failure: Error) {
    return { failure };
  }

  componentDidCatch(failure: Error) {
    window.problems.push(`panel "${this.props.title}": ${failure.message}`);
  }

  render() {
    return this.state.failure ? <div>{this.state.failure.message}</div> : this.props.children;
  }
}

function box({ x, y, w, h }: Panel['gridPos']) {
  return { left: x * COLUMN, top: y * (ROW + GAP), width: w * COLUMN - GAP, height: h * (ROW + GAP) - GAP };
}

function Nothing({ panel }: { panel: Panel }) {
  return (
    <div style={{ height: '100%', display: 'grid', placeItems: 'center', color: theme.colors.text.secondary }}>
      {panel.fieldConfig.defaults.noValue ?? 'No data'}
    </div>
  );
}

function Tile({ panel, frames, range, marks, replace }: { panel: Panel; frames: DataFrame[]; range: Range; marks: Marks[]; replace: (text: string) => string }) {
  const { left, top, width, height } = box(panel.gridPos);
  const approximation = APPROXIMATED.includes(panel.type) && (
    <span key="approximation" style={{ color: theme.colors.text.secondary, fontSize: 11, fontStyle: 'italic', padding: '0 6px' }}>
      approximation
    </span>
  );
  return (
    <div style={{ position: 'absolute', left, top }}>
      <PanelChrome
        title={replace(panel.title)}
        description={panel.description}
        displayMode={panel.transparent ? 'transparent' : 'default'}
        width={width}
        height={height}
        padding={panel.type === 'table' ? 'none' : 'md'}
        actions={approximation || undefined}
      >
        {(innerWidth, innerHeight) => (
          <Guard title={panel.title}>
            {hasData(panel, frames) ? (
              <Content {...{ panel, frames, range, theme, marks, replace }} width={innerWidth} height={innerHeight} />
            ) : (
              <Nothing panel={panel} />
            )}
          </Guard>
        )}
      </PanelChrome>
    </div>
  );
}

function Row({ panel, replace }: { panel: Panel; replace: (text: string) => string }) {
  const { left, top, width, height } = box(panel.gridPos);
  return (
    <div style={{ position: 'absolute', left, top, width, height, display: 'flex', alignItems: 'center', gap: 8, fontSize: 18, fontWeight: 500 }}>
      <Icon name={panel.collapsed ? 'angle-right' : 'angle-down'} />
      {replace(panel.title)}
      {panel.collapsed && <span style={{ fontSize: 12, color: theme.colors.text.secondary }}>({panel.panels?.length} panels)</span>}
    </div>
  );
}

function Pill({ children, label }: { children: ReactNode; label?: string }) {
  const edge = `1px solid ${theme.colors.border.medium}`;
  return (
    <span style={{ display: 'inline-flex', height: 32, lineHeight: '30px', fontSize: 14 }}>
      {label && <span style={{ padding: '0 8px', border: edge, borderRight: 0, borderRadius: '2px 0 0 2px', background: theme.colors.background.secondary, fontWeight: 500, fontSize: 12 }}>{label}</span>}
      <span style={{ padding: '0 10px', border: edge, borderRadius: 2, background: theme.components.input.background, maxWidth: 420, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{children}</span>
    </span>
  );
}

function Head({ board }: { board: Board }) {
  const { dashboard, range, variables } = board;
  const clock = (seconds: number) => dateTimeFormat(seconds * 1000, { format: 'YYYY-MM-DD HH:mm:ss', timeZone: 'utc' });
  return (
    <>
      <div style={{ display: 'flex', alignItems: 'center', gap: 8, height: 48, borderBottom: `1px solid ${theme.colors.border.weak}`, margin: `0 -${MARGIN}px 12px`, padding: `0 ${MARGIN}px`, background: theme.colors.background.primary }}>
        <span style={{ color: theme.colors.text.secondary }}>Dashboards</span>
        <Icon name="angle-right" />
        <span style={{ fontWeight: 500, fontSize: 16, flex: 1 }}>{dashboard.title}</span>
        <Pill>
          <Icon name="clock-nine" /> {clock(range.from)} to {clock(range.to)} UTC
        </Pill>
        {dashboard.refresh && <Pill>{dashboard.refresh}</Pill>}
      </div>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 12 }}>
        {variables.filter(({ hide }) => hide !== 2).map(({ name, label, text }) => (
          <Pill key={name} label={label ?? name}>
            {text}
          </Pill>
        ))}
        <span style={{ flex: 1 }} />
        {(dashboard.links ?? []).filter(({ title }) => title).map(({ title }) => (
          <Pill key={title}>
            <Icon name="external-link-alt" size="sm" /> {title}
          </Pill>
        ))}
      </div>
    </>
  );
}

async function prepared(board: Board, replace: (text: string) => string) {
  const frames: Record<number, DataFrame[]> = {};
  for (const panel of board.dashboard.panels.filter(({ type }) => type !== 'row')) {
    try {
      const raw = framesOf(board.answers[panel.id]);
      frames[panel.id] = configured(panel, await transformed(panel, raw, replace), theme, replace);
      if (!hasData(panel, frames[panel.id]) && !panel.fieldConfig.defaults.noValue) {
        window.problems.push(`no data: panel "${panel.title}", ${board.answers[panel.id].map(({ query }) => query).join(' and ')}`);
      }
    } catch (failure) {
      frames[panel.id] = [];
      window.problems.push(`panel "${panel.title}": ${(failure as Error).message}`);
    }
  }
  return frames;
}

function Whole({ board, frames, replace }: { board: Board; frames: Record<number, DataFrame[]>; replace: (text: string) => string }) {
  const [from, to] = [dateTime(board.range.from * 1000), dateTime(board.range.to * 1000)];
  const range = { from, to, raw: { from, to } };
  const { panels } = board.dashboard;
  const bottom = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv() }}>
        <div style={{ width: WIDTH, padding: `0 ${MARGIN}px`, boxSizing: 'border-box', background: theme.colors.background.canvas }}>
          <Head board={board} />
          <div style={{ position: 'relative', height: bottom * (ROW + GAP) + GAP }}>
            {panels.map((panel) =>
              panel.type === 'row' ? (
                <Row key={panel.id} panel={panel} replace={replace} />
              ) : (
                <Tile key={panel.id} {...{ panel, range, replace }} frames={frames[panel.id]} marks={board.marks} />
              ),
            )}
          </div>
        </div>
      </PanelContextProvider>
    </ThemeContext.Provider>
  );
}

async function start() {
  const board: Board = await (await fetch('/board.json')).json();
  theme = createTheme({ colors: { mode: board.theme } });
  const texts = new Map(board.variables.map(({ name, text }) => [name, text]));
  const replace = (text: string) => text.replace(/\$(\w+)|\$\{(\w+)(?::\w+)?\}/g, (whole, plain, braced) => texts.get(plain ?? braced) ?? whole);
  const frames = await prepared(board, replace);
  createRoot(document.getElementById('board')!).render(<Whole {...{ board, frames, replace }} />);
  await document.fonts.ready;
  // Icons and plots come after the first frame.
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

start()
  .catch((failure) => window.problems.push(failure.message))
  .finally(() => (window.drawn = true));
