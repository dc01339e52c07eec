import { useId } from 'react';
import { ACUTE, AT_RISK, type LoadFigures } from './load-figures.ts';
import './load-line.css';

/**
 * The signature: what is used, against its own limit. All limits of a list stand on one vertical stroke; right of it, what the
 * limit costs.
 */
interface LoadLineProps extends LoadFigures {
  /** All of it in words, for screen readers: `memory 466 of 512 MiB, 256 reserved`. */
  label: string;
}

/** Less, in percent, is not seen, nor worth it. */
const LEAST_THROTTLED = 1;
/** More blocks than this do not fit; how many there are is said beside the line. */
const MOST_BLOCKS = 5;

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
    peak = null,
    kills = 0,
  } = props;
  const hatch = useId();
  const full = limit ?? scale;
  const part = used === null || full === null || full <= 0 ? null : used / full;
  const throttled = Math.min(100, throttledPercent ?? 0);
  return (
    <svg className="lane" role="img" aria-label={props.label}>
      {throttled >= LEAST_THROTTLED && (
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
        {/* Below what is used now it would tell nothing. */}
        {peak !== null && full !== null && full > 0 && peak > (used ?? 0) && (
          <svg x={percent(peak / full)} overflow="visible">
            <path className="peak" d="M0 3v7" />
          </svg>
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
          {throttled >= LEAST_THROTTLED && (
            <rect
              className="cost"
              y="3"
              width={percent((0.9 * throttled) / 100)}
              height="7"
              fill={`url(#${hatch})`}
            />
          )}
          {Array.from({ length: Math.min(kills, MOST_BLOCKS) }, (_, i) => (
            <rect key={i} className="killed" x={i * 5} y="3" width="4" height="7" />
          ))}
        </svg>
      </svg>
    </svg>
  );
}
