import type { Container, ContainerUsage } from '../../api.ts';
import { formatBytes, formatCores, formatNumber, formatPercent } from '../../format.ts';
import {
  lastKnown,
  rowsWithGaps,
  type Lane,
  type LaneSeries,
  type TimeGrid,
  type Value,
} from '../plots/lane.ts';

type Point = ContainerUsage['points'][number];

/** Below this part of its limit usage would be a flat line at the foot: then the limit is only named. */
const SHOWS_LIMIT = 0.2;

/** Limits of memory and of processes are powers of two, as a rule. */
const POWERS = Array.from({ length: 44 }, (_, power) => 2 ** power);

const BYTES = {
  format: formatBytes,
  formatAxis: formatBytes,
  log: false,
  steps: POWERS,
} as const;
const perSecond = (bytes: number): string => `${formatBytes(bytes)}/s`;
const RATES = { ...BYTES, format: perSecond, formatAxis: perSecond, least: 1_024 } as const;

function line(name: string, values: readonly Value[], stroke: string): LaneSeries {
  return {
    name,
    values,
    drawn: values,
    anchor: lastKnown(values),
    kind: 'line',
    stroke,
    fill: null,
    dash: null,
  };
}

const area = (name: string, values: readonly Value[]): LaneSeries => ({
  ...line(name, values, '--usage'),
  kind: 'area',
  fill: '--usage',
});

/** A level line: a limit or a reservation; none where there is none. Only named where it would press the usage flat. */
function level(name: string, value: number | null, used: readonly (readonly Value[])[]) {
  if (value === null) return [];
  const most = Math.max(0, ...used.flat().filter((known) => known !== null));
  const count = used[0]?.length ?? 0;
  const fits = most >= value * SHOWS_LIMIT;
  const values = Array.from({ length: count }, () => value);
  return [
    {
      ...line(fits ? name : `${name} ↑`, values, name === 'limit' ? '--text' : '--text-3'),
      drawn: fits ? values : values.map(() => null),
      anchor: fits ? value : null,
      dash: name === 'limit' ? [6, 3] : [2, 3],
    } satisfies LaneSeries,
  ];
}

/** Peaks are worth a line of their own only where they are not the means. */
function peak(means: readonly Value[], peaks: readonly Value[]): LaneSeries[] {
  const differs = peaks.some((value, i) => value !== null && value > (means[i] ?? 0) * 1.02);
  return differs ? [{ ...line('peak', peaks, '--c2'), dash: [3, 2] }] : [];
}

interface UsagePlots {
  readonly grid: TimeGrid;
  readonly lanes: readonly Lane[];
  /** What nothing is known of in the whole range. */
  readonly unknown: readonly string[];
}

/** Usage over time against its limits, from top to bottom: CPU, what its limit costs, memory, processes, network, disk. */
export function usagePlots(usage: ContainerUsage, item: Container): UsagePlots {
  const rows = rowsWithGaps(usage);
  const column = (read: (point: Point) => Value): Value[] =>
    rows.map(({ point }) => (point === undefined ? null : read(point)));
  const cores = column((point) => point.cores);
  const peakCores = column((point) => point.peakCores);
  const throttled = column((point) => point.throttledPercent);
  const memory = column((point) => point.memoryBytes);
  const peakMemory = column((point) => point.peakMemoryBytes);
  const pids = column((point) => point.pids);
  const lanes: Lane[] = [
    {
      title: 'CPU, cores',
      series: [
        ...level('limit', item.cpu.limitCores, [cores, peakCores]),
        ...peak(cores, peakCores),
        area('in use', cores),
      ],
      format: formatCores,
      formatAxis: formatCores,
      log: false,
      least: 0.05,
      steps: null,
    },
    {
      title: 'Held back by the CPU limit',
      series: [
        { ...line('of periods', throttled, '--risk-fill'), kind: 'bars', fill: '--risk-fill' },
      ],
      format: formatPercent,
      formatAxis: formatPercent,
      log: false,
      least: 100,
      steps: [50, 100],
    },
    {
      title: 'Memory',
      series: [
        ...level('limit', item.memory.limitBytes, [memory, peakMemory]),
        ...level('reserved', item.memory.reservationBytes, [memory, peakMemory]),
        ...peak(memory, peakMemory),
        area('in use', memory),
      ],
      ...BYTES,
      least: 4 * 1024 ** 2,
    },
    {
      title: 'Processes and threads',
      series: [...level('limit', item.pids.limit, [pids]), area('there', pids)],
      format: formatNumber,
      formatAxis: formatNumber,
      log: false,
      least: 4,
      steps: POWERS,
    },
    {
      title: 'Network',
      series: [
        line(
          'received',
          column((point) => point.receivedPerSecond),
          '--c1',
        ),
        {
          ...line(
            'sent',
            column((point) => point.sentPerSecond),
            '--c3',
          ),
          dash: [5, 3],
        },
      ],
      ...RATES,
    },
    {
      title: 'Disk',
      series: [
        line(
          'read',
          column((point) => point.readPerSecond),
          '--c1',
        ),
        {
          ...line(
            'written',
            column((point) => point.writtenPerSecond),
            '--c3',
          ),
          dash: [5, 3],
        },
      ],
      ...RATES,
    },
  ];
  const isKnown = ({ series }: Lane) => lastKnown(series.at(-1)?.values ?? []) !== null;
  return {
    grid: {
      from: Date.parse(usage.from) / 1000,
      to: Date.parse(usage.to) / 1000,
      step: usage.stepMs / 1000,
      times: rows.map(({ at }) => at / 1000),
    },
    lanes: lanes.filter(isKnown),
    // Without a CPU limit nothing can be held back by it: that is known.
    unknown: lanes
      .filter((lane) => !isKnown(lane))
      .map(({ title }) => title)
      .filter((title) => item.cpu.limitCores !== null || !title.startsWith('Held back')),
  };
}
