import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatAgo, formatCount, formatWhen } from '../../format.ts';
import { useMay } from '../../may.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryError } from '../query-error.tsx';
import { agentWords, type Session } from './access.ts';
import type { Sessions } from './use-sessions.ts';

interface SessionsPanelProps {
  readonly sessions: Sessions;
  /** The name of whoever looks. */
  readonly own: string;
  /** Theirs, or those of everybody else. */
  readonly whose: 'own' | 'others';
}

/** Who is signed in where, and the way to end that. The one that looks ends by signing out. */
export function SessionsPanel({ sessions: { query, end }, own, whose }: SessionsPanelProps) {
  const may = useMay();
  const shown = query.data?.items.filter(({ name }) => (name === own) === (whose === 'own'));
  const isOwn = whose === 'own';
  const isMine = shown?.some(({ id }) => id === end.variables?.id) === true;
  const title = isOwn ? 'session of yours' : 'session of others';
  return (
    <Panel
      title={
        shown?.length
          ? formatCount(shown.length, title, title.replace('session', 'sessions'))
          : isOwn
            ? 'Your sessions'
            : 'Sessions of others'
      }
    >
      <QueryError query={query} />
      {end.error && isMine && <ErrorState error={errorWords(end.error)} />}
      {shown === undefined && !query.error && <Skeleton lines={1} lineHeight={48} />}
      {shown?.length === 0 && (
        <EmptyState title={isOwn ? 'You have no session' : 'Nobody else is signed in'}>
          {isOwn && 'A bearer token vouches for you.'}
        </EmptyState>
      )}
      {shown !== undefined && shown.length > 0 && (
        <ul>
          {shown.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              withName={!isOwn}
              isEnding={end.isPending && end.variables.id === session.id}
              {...(may('sessions.end') && { onEnd: () => end.mutate({ id: session.id }) })}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface SessionRowProps {
  readonly session: Session;
  readonly withName: boolean;
  readonly isEnding: boolean;
  /** Left out where it may not be ended. */
  readonly onEnd?: () => void;
}

function SessionRow({ session, withName, isEnding, onEnd }: SessionRowProps) {
  const now = useNow();
  const { name, role, agent, address, createdAt, lastSeenAt, expiresAt, current } = session;
  const where = agentWords(agent);
  return (
    <li className="access-row access-pair" aria-label={withName ? name : (where ?? 'Session')}>
      <div className="access-what">
        <p className="row">
          {withName && (
            <>
              <span className="m clip">{name}</span>
              <span className="t3">{role}</span>
            </>
          )}
          <span className={withName ? 'clip t2' : 'm clip'} title={agent ?? undefined}>
            {where ?? 'can’t tell with what'}
          </span>
          {current && <span className="tag now">this one</span>}
        </p>
        <p className="small t3">
          {address !== null && (
            <>
              <span className="mono">{address}</span>,{' '}
            </>
          )}
          {current ? '' : `seen ${formatAgo(lastSeenAt, now)}, `}signed in{' '}
          {formatWhen(createdAt, now)}, ends by {formatWhen(expiresAt, now)}
        </p>
      </div>
      <div className="access-buttons">
        {!current && onEnd && (
          <Button
            aria-label={`End the session ${withName ? `of ${name} ` : ''}with ${where ?? 'an unknown program'}`}
            disabled={isEnding}
            onClick={onEnd}
          >
            {isEnding ? 'Ending…' : 'End'}
          </Button>
        )}
      </div>
    </li>
  );
}
