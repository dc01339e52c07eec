import { cancelWords } from './story.ts';
import type { CancelMarks } from './timeline.ts';

/** What a cancel adds below the job's lane, in px, and the middle of its lane. */
export const CANCEL_HEIGHT = 26;
const MIDDLE = 60;
/** A character of the label, on average. */
const CHARACTER = 6.1;

interface CancelLaneProps {
  readonly cancel: CancelMarks;
  /** Where something still due is drawn, in epoch ms. */
  readonly due: number;
  readonly x: (at: number) => number;
  readonly width: number;
}

/** Ring requested, dot acknowledged, square stopped; dashed while that is only due. */
export function CancelLane({ cancel, due, x, width }: CancelLaneProps) {
  const { requested, acknowledged, stopped, isDue } = cancel;
  const y = MIDDLE;
  const first = x(requested);
  // Marks of the same moment stand beside each other, not upon each other.
  const dot = acknowledged === null ? null : Math.max(x(acknowledged), first + 10);
  const end = stopped === null ? (isDue ? x(due) : null) : x(stopped);
  const square = end === null ? null : Math.max(end, (dot ?? first) + 10);
  const words = cancelWords(cancel);
  const last = square ?? dot ?? first;
  const isRight = last + 14 + words.length * CHARACTER <= width;
  return (
    <g>
      <title>{words}</title>
      <path className="timeline-between" d={`M${first} ${y}H${last}`} />
      <circle className="timeline-ring" cx={first} cy={y} r="4" />
      {dot !== null && <circle className="timeline-dot" cx={dot} cy={y} r="4" />}
      {square !== null && (
        <rect
          className={stopped === null ? 'timeline-due' : 'timeline-dot'}
          x={Math.min(square, width - 5) - 4}
          y={y - 4}
          width="8"
          height="8"
        />
      )}
      <text
        className="timeline-quiet"
        x={isRight ? last + 12 : first - 10}
        y={y + 4}
        textAnchor={isRight ? 'start' : 'end'}
      >
        {isRight || words.length * CHARACTER < first ? words : ''}
      </text>
    </g>
  );
}
