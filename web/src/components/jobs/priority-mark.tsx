import type { JobRow } from '@taskdeck/server/schemas/job';

const SHAPES = { high: 'M4 9.5 8 5.5l4 4', low: 'm4 6.5 4 4 4-4' } as const;

/** A chevron up or down beside a queue; the medium priority, which nobody chose, is not marked. */
export function PriorityMark({ priority }: { readonly priority: JobRow['priority'] }) {
  if (priority === 'medium') return null;
  return (
    <svg
      className="c-wait"
      width="12"
      height="12"
      viewBox="0 0 16 16"
      role="img"
      aria-label={`${priority} priority`}
    >
      <title>{priority} priority</title>
      <path d={SHAPES[priority]} fill="none" stroke="currentColor" strokeWidth="1.7" />
    </svg>
  );
}
