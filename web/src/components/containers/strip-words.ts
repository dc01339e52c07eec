import { formatWhen } from '../../format.ts';
import type { StripMark } from '../../ui/strip-mark.ts';
import { CELL_MS } from './container-day.ts';

const WORDS: Readonly<Record<string, string>> = {
  u: 'a probe failed',
  s: 'starting',
  h: 'healthy',
  r: 'up, without a health check',
  x: 'not running',
};

const MARKS = { restart: 'restarted', oom: 'out of memory: killed' } as const;

export interface Strip {
  readonly strip: string;
  /** When its last cell ends, epoch ms. */
  readonly to: number;
  readonly marks: readonly StripMark[];
}

/** When a cell begins, epoch ms. */
export const cellFrom = ({ strip, to }: Pick<Strip, 'strip' | 'to'>, cell: number): number =>
  to - (strip.length - cell) * CELL_MS;

/** `14:00 to 14:20: a probe failed; restarted`. `now` is epoch ms. */
export function cellWords(strip: Strip, cell: number, now: number): string {
  const from = cellFrom(strip, cell);
  const words = WORDS[strip.strip[cell] ?? ''] ?? 'not known';
  const mark = strip.marks.find((other) => other.cell === cell);
  return `${formatWhen(from, now)} to ${formatWhen(from + CELL_MS, now)}: ${words}${mark ? `; ${MARKS[mark.kind]}` : ''}`;
}

/** The whole strip in a sentence: `Health of 24 h, in spans of 20 minutes: a probe failed in 2, last at 14:20; healthy in 70`. */
export function stripWords(strip: Strip, now: number): string {
  const letters = Array.from(strip.strip);
  const parts = Object.entries({ ...WORDS, '-': 'not known' }).flatMap(([letter, words]) => {
    const count = letters.filter((other) => other === letter).length;
    if (count === 0) return [];
    const last =
      letter === 'u'
        ? `, last at ${formatWhen(cellFrom(strip, letters.lastIndexOf('u')), now)}`
        : '';
    return [`${words} in ${count}${last}`];
  });
  const marks = strip.marks.map(
    ({ cell, kind }) => `${MARKS[kind]} at ${formatWhen(cellFrom(strip, cell), now)}`,
  );
  return `Health of 24 h, in spans of 20 minutes: ${[...parts, ...marks].join('; ')}`;
}
