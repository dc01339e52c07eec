import { useNow } from '../../clock.ts';
import { formatDuration, formatWhenExactly, shortContainerId } from '../../format.ts';
import { Panel } from '../../ui/panel.tsx';
import type { BadgeState } from '../../ui/badge-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { ContainerLink } from '../timeline/container-link.tsx';
import { usePresent } from '../timeline/use-present.ts';
import './attempts-table.css';
import { lostBecause } from './container-end.ts';
import { lostWords } from './fact-words.ts';
import { placeName, type Job, type JobAttempt } from './job.ts';

const OUTCOMES: Record<NonNullable<JobAttempt['outcome']>, { state: BadgeState; label: string }> = {
  completed: { state: 'completed', label: 'completed' },
  failed: { state: 'failed', label: 'failed' },
  lost: { state: 'stalled', label: 'lost' },
  waiting: { state: 'waiting-children', label: 'made way' },
  'handed-back': { state: 'waiting', label: 'handed back' },
};

function Outcome({ attempt, job }: { readonly attempt: JobAttempt; readonly job: Job }) {
  if (attempt.error?.code === 'CANCELLED') return <StateBadge state="cancelled" />;
  if (attempt.outcome !== null) return <StateBadge {...OUTCOMES[attempt.outcome]} />;
  return job.state === 'active' && attempt === job.attempts.at(-1) ? (
    <StateBadge state="active" label="runs" />
  ) : (
    <span className="t3">can’t tell</span>
  );
}

/** Every start of the job, newest last: how it ended, where it ran and how long. */
export function AttemptsTable({ job }: { readonly job: Job }) {
  const now = useNow();
  const { present } = usePresent();
  if (job.attempts.length === 0) return null;
  const lost = lostWords(job.attempts);
  return (
    <Panel title="Attempts" aside={lost !== null && <span className="c-risk">{lost}</span>}>
      <table className="table attempts">
        <thead>
          <tr>
            <th className="attempts-n num">#</th>
            <th className="attempts-outcome">Outcome</th>
            <th className="attempts-place">Worker and container</th>
            <th className="attempts-error">Error</th>
            <th className="attempts-took num">Took</th>
            <th className="attempts-started num">Started</th>
          </tr>
        </thead>
        <tbody>
          {job.attempts.map((attempt) => (
            <tr key={attempt.number}>
              <td className="attempts-n num t2">{attempt.number}</td>
              <td className="attempts-outcome">
                <Outcome attempt={attempt} job={job} />
              </td>
              <td className="attempts-place t2">
                {placeName(attempt)}
                {attempt.containerId !== null && (
                  <span className="t3 small">
                    {' in '}
                    <ContainerLink
                      id={attempt.containerId}
                      isThere={present.has(attempt.containerId)}
                    >
                      {shortContainerId(attempt.containerId)}
                    </ContainerLink>
                  </span>
                )}
              </td>
              <td className="attempts-error t2" title={attempt.error?.message}>
                {attempt.error && (
                  <>
                    <span className="mono">{attempt.error.code}</span>{' '}
                    {lostBecause(attempt) ?? attempt.error.message}
                  </>
                )}
                {attempt.error === null && lostBecause(attempt)}
              </td>
              <td className="attempts-took num">
                {attempt.endedAt !== null &&
                  formatDuration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))}
              </td>
              <td className="attempts-started num t3">
                {formatWhenExactly(attempt.startedAt, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
