import { useState } from 'react';
import type { QueueView, Worker } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatCount, formatNumber, formatRate, formatSince, NONE } from '../../format.ts';
import type { May } from '../../may.ts';
import { Icon } from '../../ui/icon.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { ErrorState, Note } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { WorkerBadge } from '../workers/worker-badge.tsx';
import { LimitsForm } from './limits-form.tsx';
import { QueueButtons } from './queue-buttons.tsx';
import './queue-card.css';
import {
  alarmOf,
  concurrencyWords,
  pausedWords,
  rateLimitWords,
  waitingIn,
  workersOf,
} from './queue-words.ts';
import { useQueueControls } from './use-queue-controls.ts';

const perMinute = (rate: number | null): string =>
  rate === null ? "can't tell" : `${formatRate(rate)} / min`;

function facts(queue: QueueView, now: number) {
  const { counts, rates, oldestWaitingAt } = queue;
  const waiting = waitingIn(queue);
  return [
    { key: 'Waiting', value: formatNumber(waiting) },
    {
      key: 'Oldest waits for',
      value: oldestWaitingAt === null ? NONE : formatSince(oldestWaitingAt, now),
    },
    { key: 'Running', value: formatNumber(counts.active) },
    { key: 'Delayed', value: formatNumber(counts.delayed) },
    { key: 'Completed', value: perMinute(rates.completedPerMinute) },
    {
      key: 'Failed',
      value: (
        <span className={(rates.failedPerMinute ?? 0) > 0 ? 'c-fail' : undefined}>
          {perMinute(rates.failedPerMinute)}
        </span>
      ),
    },
    { key: 'Running at once', value: concurrencyWords(queue) },
    { key: 'Starting', value: rateLimitWords(queue) },
  ];
}

interface ServingProps {
  readonly queue: QueueView;
  readonly workers: readonly Worker[] | undefined;
}

/** Who takes its jobs, with how many slots. */
function Serving({ queue, workers }: ServingProps) {
  if (workers === undefined) return <span className="t3">Workers can’t be told.</span>;
  const serving = workersOf(queue.queue, workers);
  if (serving.length === 0) return <span className="t3">None</span>;
  return (
    <ul className="queue-workers">
      {serving.map((worker) => (
        <li key={worker.id} className="row">
          <WorkerBadge worker={worker} />
          <span className="small t3 nw">
            {formatCount(
              worker.slots.find((slots) => slots.queue === queue.queue)?.concurrency ?? 0,
              'slot',
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface QueueCardProps {
  readonly queue: QueueView;
  /** undefined: not known (yet). */
  readonly workers: readonly Worker[] | undefined;
  readonly may: May;
  readonly stale: boolean;
}

/** Everything about one queue, and what can be done to it. */
export function QueueCard(props: QueueCardProps) {
  const { queue, workers, may, stale } = props;
  const now = useNow();
  const [isEditing, setEditing] = useState(false);
  const controls = useQueueControls(queue.queue);
  const alarm = alarmOf(queue, workers);
  const name = queue.queue;
  const isPaused = queue.paused !== null;
  return (
    <div id={`queue-${name}`} className="queue-card">
      <Panel
        stale={stale}
        title={
          <span className="row">
            <Icon
              name={isPaused ? 'paused' : 'queues'}
              className={isPaused ? 'c-risk' : 'c-wait'}
            />
            {name}
            {isPaused && <span className="tag risk">paused</span>}
          </span>
        }
        aside={
          <QueueButtons
            queue={queue}
            controls={controls}
            may={may}
            isEditing={isEditing}
            onEdit={() => setEditing(!isEditing)}
          />
        }
      >
        {queue.paused && (
          <Note tone="risk" icon="paused">
            <b>Paused {pausedWords(queue.paused, now)}.</b> Workers get nothing from it; what runs
            goes on, and what is submitted waits.
          </Note>
        )}
        {alarm && (
          <Note tone={alarm.tone} icon={alarm.tone === 'fail' ? 'failed' : 'stalled'}>
            <b>{alarm.title}</b> {alarm.detail}
          </Note>
        )}
        {controls.error && <ErrorState error={errorWords(controls.error)} />}
        <KeyValue layout="row" items={facts(queue, now)} />
        <div className="rule queue-serving">
          <h3>Workers</h3>
          <Serving queue={queue} workers={workers} />
        </div>
        {isEditing && (
          <LimitsForm queue={queue} controls={controls} onClose={() => setEditing(false)} />
        )}
      </Panel>
    </div>
  );
}
