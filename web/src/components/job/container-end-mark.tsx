import { formatClock } from '../../format.ts';
import { containerEndWords, type ContainerEnd } from './container-end.ts';

/** Above the lanes, where the end is named. */
export const END_HEADER = 24;
const CHARACTER = 6.1;

interface ContainerEndMarkProps {
  readonly end: ContainerEnd;
  readonly x: (at: number) => number;
  /** Lower end of the lanes that it goes through. */
  readonly bottom: number;
  readonly width: number;
}

/** The end of a container: one red line through every lane, named once. */
export function ContainerEndMark({ end, x, bottom, width }: ContainerEndMarkProps) {
  const left = Math.min(Math.max(x(end.at), 1), width - 1);
  const tag = end.kind === 'oom' ? 'OOM' : 'END';
  const words = `${formatClock(end.at)} ${containerEndWords(end)}`;
  const isRight = left + 24 + words.length * CHARACTER <= width;
  const fits = isRight || left - 24 - words.length * CHARACTER >= 0;
  // At the very edge half of the tag would be cut off.
  const middle = Math.min(Math.max(left, 16), width - 16);
  return (
    <g>
      <title>{words}</title>
      <path className="end-line" d={`M${left} ${END_HEADER - 4}V${bottom}`} />
      <g className="end-tag">
        <rect x={middle - 16} y={4} width={32} height={16} rx={2} />
        <text x={middle} y={16} textAnchor="middle">
          {tag}
        </text>
      </g>
      {fits && (
        <text
          className="end-words"
          x={isRight ? middle + 22 : middle - 22}
          y={16}
          textAnchor={isRight ? 'start' : 'end'}
        >
          {words}
        </text>
      )}
    </g>
  );
}
