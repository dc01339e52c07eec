import { BullmqQueue } from '@taskdeck/server/queue/bullmq-queue';
import { connectRedis } from '@taskdeck/server/redis/connect';
import { makeKeys } from '@taskdeck/tasks';
import { type Job, Worker } from 'bullmq';
import { once } from 'node:events';
import { pino } from 'pino';
import { jobQueueContract } from '../contracts/job-queue.ts';
import { startRedis } from '../support/redis.ts';

const TOKEN = 'lock-token';

jobQueueContract('BullMQ on a real Redis', async () => {
  const server = await startRedis();
  const log = pino({ level: 'silent' });
  const config = { url: server.url, host: '', port: 0, password: null };
  const redis = connectRedis(config, 'commands', log);
  await once(redis, 'ready');
  const keys = makeKeys();
  const queue = new BullmqQueue({ redis, keys, log, now: Date.now });
  // Takes jobs by hand instead of running them.
  const worker = new Worker('default', null, {
    connection: {
      host: server.host,
      port: server.port,
      password: server.password,
      maxRetriesPerRequest: null,
    },
    prefix: keys.bull,
  });
  const take = () => worker.getNextJob(TOKEN, { block: false });
  const taken = new Map<string | undefined, Job>();
  return {
    queue,
    start: async (id) => {
      while (!taken.has(id)) {
        const job = await take();
        if (job === undefined) throw new Error(`${id} is not waiting`);
        taken.set(job.id, job);
      }
    },
    complete: async (id, result) =>
      void (await taken.get(id)?.moveToCompleted(result, TOKEN, false)),
    close: async () => {
      await worker.close();
      await queue.close();
      redis.disconnect();
      await server.remove();
    },
  };
});
