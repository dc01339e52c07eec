// The peers of "submit over REST": the least that puts a job into a queue. Run as a process of its own.
import { DEFAULT_BACKOFF, findTask, PRIORITY_NUMBER } from '@taskdeck/tasks';
import { Queue } from 'bullmq';
import fastify from 'fastify';
import { Redis } from 'ioredis';
import { v7 } from 'uuid';

const { REDIS_URL = '', PORT = '' } = process.env;
const connection = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
const queue = new Queue('bare', { connection });
const app = fastify();

const { attempts = 1, backoff = DEFAULT_BACKOFF } = findTask('sleep') ?? {};
const { type, delayMs, jitter } = backoff;
const options = {
  attempts,
  backoff: { type, delay: delayMs, jitter },
  priority: PRIORITY_NUMBER.medium,
};
// The same job as ours: with its id, priority, attempts and backoff.
app.post('/submit', async (request, reply) => {
  const job = await queue.add('sleep', request.body, { ...options, jobId: v7() });
  return reply.code(202).send({ id: job.id });
});
// A job that is tried once, first come first served.
app.post('/plain', async (request, reply) => {
  const job = await queue.add('sleep', request.body);
  return reply.code(202).send({ id: job.id });
});
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
