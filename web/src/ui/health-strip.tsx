import type { StripMark } from './strip-mark.ts';
import './health-strip.css';

/**
 * A day of health, oldest first. A letter of `strip` is a cell: `u` a failed probe (tall), `s` starting (middle), `h` healthy (low and pale),
 * `r` runs unchecked (lower), `x` not running (dotted base), anything else: not known (nothing).
 */
interface HealthStripProps {
  readonly strip: string;
  readonly marks?: readonly StripMark[];
  /** All of it in words, for screen readers; left out where something around it says them. */
  readonly label?: string;
  /** Index of the cell that is pointed at; null or left out: none. */
  readonly pointed?: number | null;
}

const HEIGHT = 28;
/** What a letter is as tall as, in px from the bottom: shape tells them apart without colour. */
const HEIGHTS: Readonly<Record<string, number>> = { h: 9, r: 5, s: 13, u: 18, x: 1.5 };

export function HealthStrip({ strip, marks = [], label, pointed = null }: HealthStripProps) {
  const cells = strip.length;
  const at = (cell: number, part = 0) => `${((100 * (cell + part)) / cells).toFixed(3)}%`;
  return (
    <svg
      className="strip"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {Array.from(strip, (letter, cell) => {
        const height = HEIGHTS[letter];
        return height === undefined ? null : (
          <rect
            // A cell is its place.
            key={cell}
            className={letter}
            x={at(cell)}
            y={HEIGHT - height}
            width={at(0.74)}
            height={height}
          />
        );
      })}
      {pointed !== null && (
        <rect
          className="pointed"
          x={at(pointed, -0.2)}
          y="8"
          width={at(1.14)}
          height={HEIGHT - 7}
        />
      )}
      {marks.map(({ cell, kind }) => (
        <svg key={`${kind} ${cell}`} x={at(cell, 0.37)} overflow="visible">
          {kind === 'restart' ? (
            <path className="restart" d="M-3.5 1h7L0 6.5z" />
          ) : (
            <g className="oom">
              <rect x="-11" y="0" width="22" height="9" rx="1.5" />
              <text y="7.2">OOM</text>
            </g>
          )}
        </svg>
      ))}
    </svg>
  );
}
