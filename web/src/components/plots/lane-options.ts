import uPlot from 'uplot';
import { formatWhen } from '../../format.ts';
import type { Lane, LaneSeries, TimeGrid } from './lane.ts';

/** Colours are read when they are drawn, because a canvas knows no CSS variables. */
function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const FONT = '11px "Geist Variable", system-ui, sans-serif';
/** Of a step, the rest is the space to the next bar; and the widest in px, so that few bars are no walls. */
const BAR_SHARE = 0.78;
const BAR_MOST = 26;

/** The time axis, epoch seconds. */
type TimeAxis = Omit<TimeGrid, 'times'>;

/** As wide as a step. uPlot alone takes the shortest time between two samples, which after a restart of the server may be a second. */
function bars(axis: () => TimeAxis): uPlot.Series.PathBuilder {
  return (u, ...rest) => {
    const { from, to, step } = axis();
    const stepWidth = (u.bbox.width / uPlot.pxRatio) * (step / (to - from));
    const width = Math.max(1, Math.min(BAR_MOST, BAR_SHARE * stepWidth));
    return uPlot.paths.bars?.({ size: [1, width, width] })(u, ...rest) ?? null;
  };
}

/** The token with an alpha of about 55 %. */
const soft = (name: string): string => `${token(name)}8c`;

/** Values between two gaps: a line has no length there, so they are dots. */
const alone: uPlot.Series.Points.Filter = (u, index) => {
  const values = Array.from(u.data[index] ?? []);
  return values.flatMap((value, i) =>
    value !== null &&
    value !== undefined &&
    (values[i - 1] ?? null) === null &&
    (values[i + 1] ?? null) === null
      ? [i]
      : [],
  );
};

function series(item: LaneSeries, axis: () => TimeAxis): uPlot.Series {
  return {
    label: item.name,
    stroke: () => token(item.stroke),
    width: item.kind === 'bars' ? 0 : 1.5,
    ...(item.fill !== null && {
      fill: () => (item.kind === 'bars' ? token(item.stroke) : soft(item.stroke)),
    }),
    ...(item.dash !== null && { dash: [...item.dash] }),
    ...(item.kind === 'bars' && { paths: bars(axis) }),
    points: { show: item.kind !== 'bars', size: 4, fill: () => token(item.stroke), filter: alone },
    spanGaps: false,
  };
}

/** From 0, and high enough that a single job, or noise, is not a mountain. */
const linearRange =
  (least: number): uPlot.Range.Function =>
  (_, __, max) => [0, Math.max(least, max * 1.08)];

/** Whole decades, at least two of them, so that the scale does not jump about. */
const logRange: uPlot.Range.Function = (_, min, max) => {
  const from = Math.floor(Math.log10(min > 0 ? min : 1));
  const to = Math.ceil(Math.log10(max > 0 ? max : 1000) + 0.001);
  return [10 ** from, 10 ** Math.max(to, from + 2)];
};

/** More than this on the axis, and days matter more than minutes. */
const DAYS_S = 2 * 86_400;
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' });

function timeAxis(): uPlot.Axis {
  return {
    stroke: () => token('--text-3'),
    font: FONT,
    size: 26,
    gap: 6,
    space: 74,
    grid: { stroke: () => token('--grid'), width: 1 },
    ticks: { show: false },
    values: (u, splits) => {
      const { min = 0, max = 0 } = u.scales['x'] ?? {};
      return max - min > DAYS_S
        ? splits.map((at) => day.format(at * 1000))
        : splits.map((at) => formatWhen(at * 1000, at * 1000));
    },
  };
}

/** Of a logarithmic scale only the decades. */
const decades: uPlot.Axis.Filter = (_, splits) =>
  splits.map((value) => (Number.isInteger(Math.log10(value)) ? value : null));

function valueAxis(lane: Lane): uPlot.Axis {
  return {
    stroke: () => token('--text-3'),
    font: FONT,
    size: 50,
    gap: 6,
    space: 28,
    grid: {
      stroke: () => token('--grid'),
      width: 1,
      ...(lane.log && { filter: decades }),
    },
    ticks: { show: false },
    ...(lane.log && { filter: decades }),
    ...(lane.steps !== null && { incrs: [...lane.steps] }),
    values: (_, splits) => splits.map((value) => (value === null ? '' : lane.formatAxis(value))),
  };
}

interface LaneOptions {
  lane: Lane;
  size: { width: number; height: number };
  /** As it is now. */
  axis: () => TimeAxis;
  withTime: boolean;
  onPoint: (step: number | null) => void;
  /** After each drawing, when positions are known. */
  onDrawn: (plot: uPlot) => void;
}

export function laneOptions({
  lane,
  size,
  axis,
  withTime,
  onPoint,
  onDrawn,
}: LaneOptions): uPlot.Options {
  return {
    ...size,
    padding: [8, 14, withTime ? 0 : 6, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
      sync: { key: 'lanes' },
    },
    scales: {
      x: {
        range: () => {
          const { from, to } = axis();
          return [from, to];
        },
      },
      y: lane.log ? { distr: 3, range: logRange } : { range: linearRange(lane.least) },
    },
    axes: [withTime ? timeAxis() : { show: false }, valueAxis(lane)],
    series: [{}, ...lane.series.map((item) => series(item, axis))],
    hooks: {
      setCursor: [(u) => onPoint(u.cursor.idx ?? null)],
      draw: [onDrawn],
    },
  };
}
