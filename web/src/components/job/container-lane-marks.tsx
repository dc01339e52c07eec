import { formatBytes, formatClock } from '../../format.ts';
import { Icon } from '../../ui/icon.tsx';
import { linear } from '../plots/scale.ts';
import { eventMark, eventWords } from '../timeline/event-words.ts';
import type { ContainerEnd } from './container-end.ts';
import { stretches, type ContainerLane, type MemoryPoint } from './container-lanes.ts';
import './container-lane-marks.css';

/** Height of a lane with its name above it, in px. */
export const CONTAINER_LANE = 52;
/** Of the part that memory is drawn in, at the lane's lower end. */
const AREA = 30;
/** A character of a label, on average. */
const CHARACTER = 5.9;
/** Between two stored samples that are further apart nothing is known. */
const GAP_MS = 35_000;

interface ContainerLaneMarksProps {
  readonly lane: ContainerLane;
  readonly ends: readonly ContainerEnd[];
  /** Its upper end. */
  readonly top: number;
  readonly x: (at: number) => number;
  readonly width: number;
}

function areaPath(
  points: readonly MemoryPoint[],
  place: (point: MemoryPoint) => string,
  base: number,
) {
  const [first, ...rest] = points.map(place);
  if (first === undefined) return '';
  const ends = [points[0], points.at(-1)].map((point) => (point ? place(point).split(' ')[0] : ''));
  return `M${ends[0]} ${base}L${first}${rest.map((next) => `L${next}`).join('')}L${ends[1]} ${base}Z`;
}

/** One container on the job's axis: its memory against its limit, and what happened to it. */
export function ContainerLaneMarks({ lane, ends, top, x, width }: ContainerLaneMarksProps) {
  const { place, memory, limitBytes, events } = lane;
  const base = top + CONTAINER_LANE - 4;
  const ceiling = base - AREA;
  const most = memory.reduce((peak, { bytes }) => Math.max(peak, bytes), 0);
  const full = Math.max(limitBytes ?? 0, most, 1);
  const y = linear([0, full], [base, ceiling]);
  const put = ({ at, bytes }: MemoryPoint) => `${x(at).toFixed(1)} ${y(bytes).toFixed(1)}`;
  const spacing =
    memory.length < 2 ? 0 : ((memory.at(-1)?.at ?? 0) - (memory[0]?.at ?? 0)) / (memory.length - 1);
  const cuts = ends.filter(({ container }) => container === lane.id).map(({ at }) => at);
  const hasMemory = memory.length >= 2;
  const limit = limitBytes === null ? 'no limit' : `limit ${formatBytes(limitBytes)}`;
  return (
    <g className="lane-container">
      <text className="timeline-strong" x={1} y={top + 11}>
        {place}
        {hasMemory && <tspan className="lane-quiet"> memory</tspan>}
      </text>
      {hasMemory && (
        <>
          {stretches(memory, Math.max(GAP_MS, 4 * spacing), cuts).map((part) => (
            <path key={part[0]?.at} className="lane-area" d={areaPath(part, put, base)} />
          ))}
          <path
            className={limitBytes === null ? 'lane-open' : 'lane-limit'}
            d={`M1 ${y(limitBytes ?? full)}H${width - 1}`}
          />
          <text x={width - 14} y={ceiling - 4} textAnchor="end">
            {limit}
          </text>
        </>
      )}
      <path className="lane-base" d={`M1 ${base}H${width - 1}`} />
      {events.map((event, index) => {
        const at = Date.parse(event.at);
        const left = x(at);
        const next = events[index + 1];
        const words = `${event.kind} ${formatClock(at)}`;
        const room = (next === undefined ? width - 90 : x(Date.parse(next.at))) - left - 20;
        const { icon, tone } = eventMark(event);
        return (
          <g key={event.id} transform={`translate(${left - 5} ${ceiling + 4})`}>
            <title>{`${place} ${eventWords(event)} ${formatClock(at)}`}</title>
            <Icon name={icon} className={tone} size={10} />
            {words.length * CHARACTER <= room && (
              <text className="timeline-quiet" x={14} y={9}>
                {words}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
