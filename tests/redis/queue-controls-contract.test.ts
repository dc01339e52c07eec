import { BullmqQueue } from '@taskdeck/server/queue/bullmq-queue';
import { BullmqQueueControls } from '@taskdeck/server/queue/queue-controls';
import { connectRedis } from '@taskdeck/server/redis/connect';
import { makeKeys, makeSecretBox } from '@taskdeck/tasks';
import { pino } from 'pino';
import { queueControlsContract } from '../contracts/queue-controls.ts';
import { startRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

queueControlsContract('BullMQ on a real Redis', async () => {
  const server = await startRedis();
  const log = pino({ level: 'silent' });
  const config = { url: server.urlOf('server'), host: '', port: 0, username: null, password: null };
  const redis = connectRedis(config, 'commands', log);
  await waitFor(() => redis.status === 'ready', { timeoutMs: 30_000 });
  const parts = { redis, keys: makeKeys(), secrets: makeSecretBox(null), log, now: Date.now };
  const queue = new BullmqQueue(parts);
  const controls = new BullmqQueueControls(parts);
  return {
    queue,
    controls,
    close: async () => {
      await Promise.all([queue.close(), controls.close()]);
      redis.disconnect();
      await server.remove();
    },
  };
});
