import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNow } from '../../clock.ts';
import { formatCount, formatWhenExactly, NONE, shortContainerId, shortId } from '../../format.ts';
import { useTRPC } from '../../trpc.ts';
import { Id } from '../../ui/copy.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { badgeState } from '../../ui/badge-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { PriorityMark } from '../jobs/priority-mark.tsx';
import { ContainerLink } from '../timeline/container-link.tsx';
import { usePresent } from '../timeline/use-present.ts';
import { workerName } from '../workers/worker-words.ts';
import { lostWords } from './fact-words.ts';
import { placeName, type Job } from './job.ts';

interface JobFactsProps {
  readonly job: Job;
  readonly isCancelling: boolean;
}

function Attempt({ job }: { readonly job: Job }) {
  const { attempts, attemptsMade, maxAttempts, state } = job;
  const current = attemptsMade + (state === 'active' ? 1 : 0);
  const lost = lostWords(attempts);
  return (
    <>
      {current} of {maxAttempts}
      {lost !== null && <span className="c-risk small"> {lost}</span>}
      {/* A hand-back starts it once more without using up an attempt. */}
      {lost === null && attempts.length > current && (
        <span className="t3 small"> started {formatCount(attempts.length, 'time')}</span>
      )}
    </>
  );
}

/** Where it runs or ran last: the worker and its container, with what is known of their names. */
function Place({ job }: { readonly job: Job }): ReactNode {
  const workers = useQuery(useTRPC().workers.queryOptions()).data;
  const { present } = usePresent();
  if (job.worker === null) return <span className="c-mute">{NONE}</span>;
  const known = workers?.items.find((worker) => worker.id === job.worker);
  const last = job.attempts.at(-1);
  const name = known ? workerName(known) : last ? placeName(last) : job.worker;
  const { container } = job;
  return (
    <>
      <Link className="link" to="/workers" hash={job.worker}>
        {name}
      </Link>
      {container && (
        <>
          {' '}
          <span className="t3 small">in</span>{' '}
          <ContainerLink id={container.id} isThere={present.has(container.id)}>
            {shortContainerId(container.id)}
          </ContainerLink>
        </>
      )}
    </>
  );
}

/** Who submitted it; a schedule's own runs are told by the link to it. */
function Origin({ job: { submittedBy, scheduleId } }: { readonly job: Job }) {
  const isOwn = scheduleId !== null && submittedBy === 'schedule';
  return (
    <span className="t3 small">
      {submittedBy !== null && !isOwn && ` by ${submittedBy}`}
      {scheduleId !== null && (
        <>
          {' '}
          for a{' '}
          <Link className="link" to="/schedules/$id" params={{ id: scheduleId }}>
            schedule
          </Link>
        </>
      )}
    </span>
  );
}

/** What a job is, at one look. */
export function JobFacts({ job, isCancelling }: JobFactsProps) {
  const now = useNow();
  const state = badgeState(job);
  return (
    <section className="panel" aria-label="Facts">
      <KeyValue
        layout="row"
        items={[
          {
            key: 'State',
            value: (
              <StateBadge state={state} label={isCancelling ? `${state}, cancelling` : state} />
            ),
          },
          {
            key: 'Queue',
            value: (
              <span className="row">
                {job.queue} <PriorityMark priority={job.priority} />
                <span className="t3 small">{job.priority}</span>
              </span>
            ),
          },
          { key: 'Attempt', value: <Attempt job={job} /> },
          {
            key: 'Submitted',
            value: (
              <>
                {formatWhenExactly(job.submittedAt, now)}
                <Origin job={job} />
              </>
            ),
          },
          { key: 'Worker and container', value: <Place job={job} /> },
          ...(job.tags.length === 0
            ? []
            : [
                {
                  key: 'Tags',
                  value: (
                    <span className="row wrap">
                      {job.tags.map((tag) => (
                        <Link key={tag} className="tag plain" to="/jobs" search={{ tag }}>
                          {tag}
                        </Link>
                      ))}
                    </span>
                  ),
                },
              ]),
          ...(job.parent === null
            ? []
            : [
                {
                  key: 'Flow',
                  value: (
                    <>
                      <span className="mono">{job.parent.key}</span>{' '}
                      <span className="t3 small">of</span>{' '}
                      <Link className="link mono" to="/jobs/$id" params={{ id: job.parent.id }}>
                        {shortId(job.parent.id)}
                      </Link>
                    </>
                  ),
                },
              ]),
          { key: 'Job id', value: <Id value={job.id} what="job id" /> },
          {
            key: 'Request',
            value:
              job.requestId === null ? (
                <span className="t3">can’t tell</span>
              ) : (
                <Id value={job.requestId} what="request id" />
              ),
          },
        ]}
      />
    </section>
  );
}
