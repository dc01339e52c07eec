import { Link } from '@tanstack/react-router';
import { formatNumber } from '../../format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import '../jobs/job-filter.css';
import { type ForeignQueue, type ForeignState, STATES } from './foreign.ts';

interface StateLinksProps {
  readonly queue: string;
  readonly state: ForeignState;
  /** undefined: not known yet. */
  readonly counts: ForeignQueue['counts'] | undefined;
}

/** The states with how many jobs are in each. */
export function StateLinks({ queue, state, counts }: StateLinksProps) {
  const shown = STATES.filter(
    (each) => each !== 'waiting-children' || each === state || (counts?.[each] ?? 0) > 0,
  );
  return (
    <nav className="job-views" aria-label="States">
      {shown.map((each) => (
        <Link
          key={each}
          to="/queues/$queue"
          params={{ queue }}
          search={{ state: each }}
          aria-current={each === state ? 'true' : undefined}
        >
          <StateBadge state={each} />
          {counts !== undefined && <span className="job-count">{formatNumber(counts[each])}</span>}
        </Link>
      ))}
    </nav>
  );
}
