import { makeHub } from '@taskdeck/server/live/hub';
import { JobWatcher } from '@taskdeck/server/live/job-watcher';
import { BullmqQueue } from '@taskdeck/server/queue/bullmq-queue';
import { connectRedis } from '@taskdeck/server/redis/connect';
import type { LiveEvent } from '@taskdeck/server/schemas/live';
import { makeKeys, makeSecretBox } from '@taskdeck/tasks';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { newJob } from '../contracts/queue-harness.ts';
import { startRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

it('a tab that opens while the watcher passes over what nobody looks at misses nothing', async () => {
  const server = await startRedis();
  const log = pino({ level: 'silent' });
  const config = { url: server.urlOf('server'), host: '', port: 0, username: null, password: null };
  const redis = connectRedis(config, 'commands', log);
  const stream = connectRedis(config, 'stream', log);
  await waitFor(() => [redis, stream].every(({ status }) => status === 'ready'), {
    timeoutMs: 30_000,
  });
  const keys = makeKeys();
  const queue = new BullmqQueue({ redis, keys, secrets: makeSecretBox(null), log, now: Date.now });
  const events: LiveEvent[] = [];
  let looks = 0;
  const hub = {
    ...makeHub(),
    /** None at the start, and none when the change is seen; one right after that. */
    get size() {
      looks += 1;
      return looks > 2 ? 1 : 0;
    },
    publish: (event: LiveEvent) => void events.push(event),
  };
  const watcher = new JobWatcher({ stream, keys, queue, hub, log });
  watcher.start();
  await waitFor(() => looks === 1, { what: 'the watcher to know where the streams end' });
  const job = newJob();
  await queue.add([job]);
  const told = await waitFor(() => events[0], { what: 'the change to be told' });
  expect(told).toMatchObject({ type: 'jobs', rows: [{ id: job.id }], dropped: false });
  watcher.close();
  await queue.close();
  redis.disconnect();
  await server.remove();
});
