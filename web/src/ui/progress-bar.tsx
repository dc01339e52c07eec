import type { JobRow } from '../api.ts';
import { formatPercent } from '../format.ts';
import './progress-bar.css';

/** How far a job is, in percent (0 to 100), whole; null when it has not said, or its total is 0. */
export function percentOf(progress: JobRow['progress']): number | null {
  if (progress === null || progress.total <= 0) return null;
  return Math.floor(Math.min(100, (100 * progress.current) / progress.total));
}

/** A slim bar. Without `percent` (it has not reported) the track is empty and nothing is claimed. */
interface ProgressBarProps {
  /** 0 to 100, or null. */
  percent: number | null;
  /** Whose progress, for screen readers. */
  label: string;
  /** The figure right of it. Default true. */
  withValue?: boolean;
}

export function ProgressBar({ percent, label, withValue = true }: ProgressBarProps) {
  return (
    <span className="prog">
      <progress className="vh" aria-label={label} max={100} value={percent ?? undefined} />
      <i aria-hidden="true">
        <b style={{ transform: `scaleX(${(percent ?? 0) / 100})` }} />
      </i>
      {withValue && <span>{percent === null ? '' : formatPercent(percent)}</span>}
    </span>
  );
}
