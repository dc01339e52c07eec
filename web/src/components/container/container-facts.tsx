import { Link } from '@tanstack/react-router';
import type { ContainerDetail, Worker } from '../../api.ts';
import { formatCount, formatWhenExactly, NONE, shortContainerId } from '../../format.ts';
import { Id } from '../../ui/copy.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { HealthBadge } from '../../ui/state-badge.tsx';
import type { ContainerDay } from '../containers/container-day.ts';
import {
  healthOf,
  isBroken,
  lifeWords,
  restartWords,
  unhealthyWords,
} from '../containers/container-words.ts';
import { useSeenNow } from '../containers/use-seen-now.ts';
import { workerName } from '../workers/worker-words.ts';

interface ContainerFactsProps {
  readonly item: ContainerDetail;
  readonly day: ContainerDay | undefined;
  readonly worker: Worker | undefined;
  /** When what is shown was seen; null: it is from now. */
  readonly seenAt: string | null;
}

/** What a container is, at one look. */
export function ContainerFacts({ item, day, worker, seenAt }: ContainerFactsProps) {
  const now = useSeenNow(seenAt);
  const kills = day?.oomKills ?? (item.oomKilled === true ? 1 : 0);
  const when = (instant: string | null) =>
    instant === null ? <span className="t3">can’t tell</span> : formatWhenExactly(instant, now);
  return (
    <section className={`panel${seenAt === null ? '' : ' stale-data'}`} aria-label="Facts">
      <KeyValue
        layout="row"
        items={[
          {
            key: 'State',
            value: (
              <>
                <HealthBadge health={healthOf(item)} label={unhealthyWords(item) ?? undefined} />
                <p
                  className={`small ${item.state !== 'running' && isBroken(item) ? 'c-fail' : 't3'}`}
                >
                  {lifeWords(item, now)}
                </p>
              </>
            ),
          },
          { key: 'Service', value: item.service ?? <span className="c-mute">{NONE}</span> },
          ...(item.host === null ? [] : [{ key: 'Host', value: item.host }]),
          {
            key: 'Restarts',
            value: (
              <>
                {restartWords(item, day, now)}
                {kills > 0 && (
                  <p className="small c-fail">
                    {formatCount(kills, 'OOM kill')}
                    {day && ' in 24 h'}
                  </p>
                )}
              </>
            ),
          },
          { key: 'Created', value: when(item.createdAt) },
          ...(worker === undefined
            ? []
            : [
                {
                  key: 'Worker',
                  value: (
                    <Link className="link" to="/workers" hash={worker.id}>
                      {workerName(worker)}
                    </Link>
                  ),
                },
              ]),
          { key: 'Image', value: <span className="mono">{item.image}</span> },
          {
            key: 'Container id',
            value: <Id value={item.id} short={shortContainerId(item.id)} what="container id" />,
          },
        ]}
      />
    </section>
  );
}
