import { useId } from 'react';
import './load-line.css';

/**
 * The signature: what is used, against its own limit. All limits of a list stand on one vertical stroke; right of it, what the
 * limit costs. Figures are in the same unit, any unit.
 */
export interface LoadLineProps {
  /** null: can't tell. */
  used: number | null;
  /** null: no limit; then the line is open and scaled to `scale`. */
  limit: number | null;
  /** Triangle below; null or left out: nothing is reserved. */
  reserved?: number | null;
  /** What an open line is scaled to (the host has so much); null: not known. */
  scale?: number | null;
  /** Share of periods in which the limit held it back, 0 to 100. */
  throttledPercent?: number | null;
  /** Whether it was killed (or a fork refused) at this limit. */
  killed?: boolean;
  /** `quiet` for CPU: full is not bad, throttled is. `pressure` turns amber from 75 % and red from 90 %. */
  tone: 'quiet' | 'pressure';
  /** All of it in words, for screen readers: `memory 466 of 512 MiB, 256 reserved`. */
  label: string;
}

/** Where pressure begins and where it is acute, as parts of the limit. */
export const AT_RISK = 0.75;
export const ACUTE = 0.9;

const percent = (part: number): string => `${(Math.max(0, Math.min(1, part)) * 100).toFixed(2)}%`;

function toneClass(tone: LoadLineProps['tone'], part: number, limited: boolean): string {
  if (tone === 'quiet' || !limited || part < AT_RISK) return 'use';
  return part < ACUTE ? 'use warn' : 'use crit';
}

export function LoadLine(props: LoadLineProps) {
  const {
    used,
    limit,
    reserved = null,
    scale = null,
    throttledPercent = null,
    killed = false,
  } = props;
  const hatch = useId();
  const full = limit ?? scale;
  const part = used === null || full === null || full <= 0 ? null : used / full;
  const throttled = Math.max(0, Math.min(100, throttledPercent ?? 0));
  return (
    <svg className="lane" role="img" aria-label={props.label}>
      {throttled > 0 && (
        <pattern
          id={hatch}
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0h2.4v4H0z" className="hatch" />
        </pattern>
      )}
      {/* The measured part; the rest of the width is the gutter for what the limit costs. */}
      <svg width="80%" height="13" overflow="visible">
        <rect className="bg" y="3" width="100%" height="7" />
        {part !== null && (
          <rect
            className={toneClass(props.tone, part, limit !== null)}
            y="3"
            width={percent(part)}
            height="7"
          />
        )}
        {reserved !== null && full !== null && full > 0 && (
          <svg x={percent(reserved / full)} overflow="visible">
            <path className="halo" d="M0 3v7" />
            <path className="resv" d="M-3 13h6L0 9.4z" />
          </svg>
        )}
        <svg x="100%" overflow="visible">
          <path className={limit === null ? 'open' : 'limit'} d="M1 0v13" />
        </svg>
      </svg>
      <svg x="80%" width="20%" height="13" overflow="visible">
        <svg x="4" overflow="visible">
          {throttled > 0 && (
            <rect
              className="cost"
              y="3"
              width={percent((0.9 * throttled) / 100)}
              height="7"
              fill={`url(#${hatch})`}
            />
          )}
          {killed && <rect className="killed" y="3" width="4" height="7" />}
        </svg>
      </svg>
    </svg>
  );
}
