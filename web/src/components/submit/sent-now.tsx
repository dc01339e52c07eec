import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useNow } from '../../clock.ts';
import { formatCount, formatDuration, formatNumber, formatSince, NONE } from '../../format.ts';
import { useIsLive } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { Note } from '../../ui/notices.tsx';
import { slotsFor } from './slots.ts';

/** What is known of the moment a job of this task would be sent; nothing is guessed. */
export function SentNow({ task }: { readonly task: CatalogTask }) {
  const trpc = useTRPC();
  const now = useNow();
  const isLive = useIsLive();
  const stats = useQuery(trpc.stats.queryOptions()).data;
  const workers = useQuery(trpc.workers.queryOptions()).data;
  const queue = stats?.queues.find(({ queue }) => queue === task.queue);
  const waiting = queue ? queue.counts.waiting + queue.counts.prioritized : null;
  const slots = workers ? slotsFor(task.queue, workers.items) : null;
  const oldest = queue?.oldestWaitingAt ?? null;
  return (
    <section className={isLive ? undefined : 'stale-data'} aria-label="If sent now">
      <h2>If sent now</h2>
      <KeyValue
        items={[
          {
            key: 'Queue',
            value: `${task.queue}, ${waiting === null ? "can't tell how many wait" : `${formatNumber(waiting)} waiting`}`,
          },
          {
            key: 'Slots',
            value:
              slots === null
                ? "can't tell"
                : `${formatNumber(slots.free)} of ${formatNumber(slots.all)} free, ${formatCount(slots.workers, 'worker')}`,
          },
          {
            key: 'Oldest waiting',
            value:
              waiting === null ? "can't tell" : oldest === null ? NONE : formatSince(oldest, now),
          },
          {
            key: 'Waits, last 15 m',
            value:
              stats?.waitMs.p50 == null ? (
                <span className="t3">none started</span>
              ) : (
                `${formatDuration(stats.waitMs.p50)} for half, ${formatDuration(stats.waitMs.p95 ?? stats.waitMs.p50)} for most`
              ),
          },
        ]}
      />
      {slots?.workers === 0 && (
        <Note tone="risk" icon="unhealthy">
          No worker serves the queue {task.queue}: the job would wait.{' '}
          <Link className="link" to="/workers">
            Workers
          </Link>
        </Note>
      )}
    </section>
  );
}
