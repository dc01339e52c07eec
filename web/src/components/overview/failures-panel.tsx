import { Link } from '@tanstack/react-router';
import type { DeadLetters } from '../../api.ts';
import { useNow } from '../../clock.ts';
import type { useDeadLetters } from '../../dead-letters.ts';
import { formatNumber, formatWhen, shortId } from '../../format.ts';
import { EmptyState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { causeWords } from '../failures/failure-words.ts';
import { QueryError } from '../query-error.tsx';
import './overview-lists.css';

/** Groups shown; the rest is on the page of failures. */
const SHOWN = 5;

type Group = DeadLetters['items'][number];

function Cause({ group, now }: { group: Group; now: number }) {
  const { count, fingerprint, lastAt, newestId } = group;
  const many = count > 1;
  const content = (
    <>
      <span className="n">{formatNumber(count)}</span>
      <span className="grow">
        <span className="m clip">{causeWords(group)}</span>
        <span className="row between small t3">
          <span className="clip">
            {group.task} · {group.code}
          </span>
          <span className="nw">
            {many ? `last ${formatWhen(lastAt, now)}` : formatWhen(lastAt, now)}
          </span>
        </span>
      </span>
    </>
  );
  return (
    <li>
      {many ? (
        <Link to="/jobs" search={{ state: 'failed', fingerprint }}>
          {content}
        </Link>
      ) : (
        <Link to="/jobs/$id" params={{ id: newestId }} title={`Job ${shortId(newestId)}`}>
          {content}
        </Link>
      )}
    </li>
  );
}

/** What failed, one line a cause: 300 failures of one kind are one fact. */
export function FailuresPanel(props: {
  failures: ReturnType<typeof useDeadLetters>;
  stale: boolean;
}) {
  const now = useNow();
  const { data, error } = props.failures;
  const groups = data?.items ?? [];
  return (
    <Panel
      title="Failures by cause"
      stale={props.stale || error !== null}
      aside={
        data !== undefined &&
        data.total > 0 && (
          <Link className="link" to="/failures">
            all {formatNumber(data.total)}
          </Link>
        )
      }
    >
      <QueryError query={props.failures} />
      {data === undefined && !error && <Skeleton lines={4} lineHeight={48} />}
      {data !== undefined && groups.length === 0 && (
        <EmptyState title="No failed jobs">
          None of the jobs that are kept has failed. Failed ones are kept for 30 days.
        </EmptyState>
      )}
      {groups.length > 0 && (
        <ul className="lines causes">
          {groups.slice(0, SHOWN).map((group) => (
            <Cause key={group.fingerprint} group={group} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
