import { useElementSize } from '@mantine/hooks';
import { formatClock, formatDuration } from '../../format.ts';
import { containerName } from '../containers/container-words.ts';
import { linear, ticks } from '../plots/scale.ts';
import { readyWords } from './startup-words.ts';
import type { Edge, Row, Wave } from './waterfall.ts';
import './waterfall-chart.css';

/** Heights and widths in px. */
const ROW = 30;
const TOP = 24;
const NAMES = 148;
/** Right of the axis, for what is said of a bar that ends there. */
const WORDS = 190;
const BAR = 12;
/** A character of a name, on average. */
const CHARACTER = 6.6;

/** Names are cut to what fits; in full they are in the table below. */
const cut = (name: string): string => {
  const most = Math.floor((NAMES - 16) / CHARACTER);
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
};

const middleOf = (index: number): number => TOP + index * ROW + ROW / 2;

interface BarProps {
  readonly row: Row;
  readonly index: number;
  readonly x: (at: number) => number;
  /** End of the axis, epoch ms. */
  readonly to: number;
  readonly now: number;
}

/** Outlined while it was made but not started, filled until it was ready, then a line. */
function Bar({ row, index, x, to, now }: BarProps) {
  const { item, from, started, ready, isOnItsWay } = row;
  const y = middleOf(index);
  const top = y - BAR / 2;
  const left = x(from);
  const begin = started === null ? null : x(Math.max(from, started));
  const end = ready === null ? (isOnItsWay ? x(to) : begin) : x(ready);
  const isLoud = item.health === 'unhealthy' || (ready === null && item.state === 'exited');
  const goesOn = ready !== null && !item.done && item.state === 'running';
  const last = end ?? x(isOnItsWay ? to : from);
  return (
    <g>
      {!item.restarted && (
        <rect
          className="wf-made"
          x={left + 0.5}
          y={top + 0.5}
          width={Math.max(2, (begin ?? last) - left - 1)}
          height={BAR - 1}
          rx="1.5"
        />
      )}
      {begin !== null && end !== null && (
        <rect
          className={isOnItsWay ? 'wf-open' : 'wf-starting'}
          x={begin}
          y={top}
          width={Math.max(2, end - begin)}
          height={BAR}
        />
      )}
      {goesOn && end !== null && <path className="wf-up" d={`M${end} ${y}H${x(to) + 6}`} />}
      {ready !== null && end !== null && (
        <rect
          className={item.done ? 'wf-done' : item.hasHealthCheck ? 'wf-healthy' : 'wf-unchecked'}
          x={end - 2}
          y={top}
          width="4"
          height={BAR}
        />
      )}
      <text className={isLoud ? 'wf-loud' : undefined} x={last + (goesOn ? 10 : 8)} y={y - 5}>
        {readyWords(row, now)}
      </text>
    </g>
  );
}

interface RailProps {
  readonly edge: Edge;
  readonly isSlowest: boolean;
  readonly x: (at: number) => number;
}

/** From the moment that was waited for, down to whom it let start. */
function Rail({ edge, isSlowest, x }: RailProps) {
  const { source, target, at, until, condition } = edge;
  const left = x(at);
  const [from, to] = [middleOf(source), middleOf(target)];
  return (
    <g className={`wf-rail ${condition}${isSlowest ? ' slowest' : ''}`}>
      <path d={`M${left} ${from}V${to}H${Math.max(left, x(until))}`} />
      <circle cx={left} cy={from} r="3" />
    </g>
  );
}

/** What a rail says by its stroke. */
const RAILS = [
  ['healthy', 'waited to be healthy'],
  ['completed', 'waited to complete'],
  ['started', 'waited to start'],
] as const;

/** Only what can be seen. */
function Legend({ wave: { rows, edges, slowest } }: Pick<WaterfallChartProps, 'wave'>) {
  const keys = [
    ['made', 'made, not started', rows.some(({ item }) => !item.restarted)],
    ['starting', 'started, not ready', true],
    ['open', 'not ready yet', rows.some(({ isOnItsWay }) => isOnItsWay)],
    ['healthy', 'healthy', rows.some(({ item }) => item.hasHealthCheck)],
    ['done', 'completed', rows.some(({ item }) => item.done)],
    ...RAILS.map(
      ([condition, words]) =>
        [`rail ${condition}`, words, edges.some((edge) => edge.condition === condition)] as const,
    ),
    ['rail slowest', 'the slowest way', slowest.length > 1],
  ] as const;
  return (
    <ul className="wf-legend small t3">
      {keys.map(
        ([key, words, isThere]) =>
          isThere && (
            <li key={key}>
              <i className={`wf-key ${key}`} /> {words}
            </li>
          ),
      )}
    </ul>
  );
}

interface WaterfallChartProps {
  readonly wave: Wave;
  /** The Compose project shown; null: all containers. */
  readonly project: string | null;
  /** Epoch ms. */
  readonly now: number;
}

/** Who was made, started and ready when, and who waited for whom. The table below says the same. */
export function WaterfallChart({ wave, project, now }: WaterfallChartProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const { rows, edges, from, to, slowest } = wave;
  const height = TOP + rows.length * ROW + 8;
  const x = linear([from, to], [NAMES, Math.max(NAMES + 50, width - WORDS)]);
  const seconds = (to - from) / 1_000;
  const isSlowest = ({ source, target }: Edge): boolean =>
    slowest.some((row, index) => row === source && slowest[index + 1] === target);
  return (
    <div ref={ref} className="wf hide-s">
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          {rows.map(({ item }, index) => {
            const isFirst = rows[index - 1]?.item.service !== item.service;
            return (
              <g key={item.id}>
                {isFirst && index > 0 && (
                  <path className="wf-rule" d={`M0 ${TOP + index * ROW}H${width}`} />
                )}
                <text className="wf-name" x={0} y={middleOf(index) + 4}>
                  {cut(containerName(item, project))}
                </text>
              </g>
            );
          })}
          {ticks(0, seconds, Math.max(2, Math.floor((width - NAMES - WORDS) / 90))).map((tick) => {
            const left = x(from + tick * 1_000);
            return (
              <g key={tick}>
                <path className="wf-grid" d={`M${left} ${TOP - 4}V${height}`} />
                <text x={left} y={12} textAnchor={tick === 0 ? 'start' : 'middle'}>
                  {tick === 0 ? formatClock(from) : `+${formatDuration(tick * 1_000)}`}
                </text>
              </g>
            );
          })}
          {edges.map((edge) => (
            <Rail
              key={`${edge.source} ${edge.target}`}
              edge={edge}
              isSlowest={isSlowest(edge)}
              x={x}
            />
          ))}
          {rows.map((row, index) => (
            <Bar key={row.item.id} row={row} index={index} x={x} to={to} now={now} />
          ))}
        </svg>
      )}
      <Legend wave={wave} />
    </div>
  );
}
