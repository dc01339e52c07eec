/** What a load line is drawn from. Figures are in the same unit, any unit. */
export interface LoadFigures {
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
  /** The highest of the last 24 h; null or left out: not known. */
  peak?: number | null;
  /** How often it was killed (or a fork refused) at this limit in the last 24 h; default 0. */
  kills?: number;
  /** `quiet` for CPU: full is not bad, throttled is. `pressure` turns amber from 75 % and red from 90 %. */
  tone: 'quiet' | 'pressure';
}

/** Where pressure begins and where it is acute, as parts of the limit. */
export const AT_RISK = 0.75;
export const ACUTE = 0.9;
