import { BullmqQueue } from '@taskdeck/server/queue/bullmq-queue';
import { connectRedis } from '@taskdeck/server/redis/connect';
import { type Attempt, makeKeys, makeSecretBox } from '@taskdeck/tasks';
import { Ledger } from '@taskdeck/worker/ledger';
import { Reports } from '@taskdeck/worker/reports';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { pino } from 'pino';
import type { QueueHarness } from '../contracts/queue-harness.ts';
import { startRedis } from './redis.ts';
import { waitFor } from './wait-for.ts';

const TOKEN = 'lock-token';

interface Taken {
  readonly job: Job;
  readonly attempt: Attempt;
}

/** The adapter over BullMQ on a Redis of its own. Jobs of the queue `default` are taken by hand instead of being run, with the worker's own ledger. */
export async function makeBullmqHarness(): Promise<QueueHarness> {
  const server = await startRedis();
  const log = pino({ level: 'silent' });
  const config = { url: server.urlOf('server'), host: '', port: 0, username: null, password: null };
  const redis = connectRedis(config, 'commands', log);
  await waitFor(() => redis.status === 'ready', { timeoutMs: 30_000 });
  const keys = makeKeys();
  const queue = new BullmqQueue({ redis, keys, secrets: makeSecretBox(null), log, now: Date.now });
  const ledger = new Ledger(redis, keys, { worker: 'worker-1', host: 'here', containerId: null });
  const reports = new Reports(redis, keys);
  const { host, port, passwords } = server;
  const user = { username: 'worker', password: passwords.worker };
  const connection = { host, port, ...user, maxRetriesPerRequest: null };
  const worker = new Worker('default', null, { connection, prefix: keys.bull });
  const taken = new Map<string | undefined, Taken>();
  const take = (id: string): Taken => {
    const found = taken.get(id);
    if (found === undefined) throw new Error(`${id} was not started`);
    taken.delete(id);
    return found;
  };
  return {
    queue,
    start: async (id) => {
      while (!taken.has(id)) {
        const job = await worker.getNextJob(TOKEN, { block: false });
        if (job === undefined) throw new Error(`${id} is not waiting`);
        const { attempt } = await ledger.start(job, TOKEN);
        taken.set(job.id, { job, attempt });
      }
    },
    complete: async (id, result) => {
      const { job, attempt } = take(id);
      await ledger.end(job, TOKEN, attempt, { outcome: 'completed' });
      await job.moveToCompleted(result, TOKEN, false);
    },
    fail: async (id, message) => {
      const { job, attempt } = take(id);
      const ending = { outcome: 'failed', code: 'TASK_FAILED', message, final: true } as const;
      await ledger.end(job, TOKEN, attempt, ending);
      await job.moveToFailed(new UnrecoverableError(message), TOKEN, false);
    },
    log: async (id, messages) => {
      const found = taken.get(id);
      if (found === undefined) throw new Error(`${id} was not started`);
      const time = new Date().toISOString();
      const entries = messages.map((message) => ({ time, level: 'info' as const, message }));
      await reports.log(found.job, TOKEN, 1, { dropped: 0, entries });
    },
    close: async () => {
      await worker.close();
      await queue.close();
      redis.disconnect();
      await server.remove();
    },
  };
}
