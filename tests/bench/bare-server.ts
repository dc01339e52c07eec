// The peer of "submit over REST": the least that puts a job into a queue. Run as a process of its own.
import { Queue } from 'bullmq';
import fastify from 'fastify';
import { Redis } from 'ioredis';

const { REDIS_URL = '', PORT = '' } = process.env;
const connection = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
const queue = new Queue('bare', { connection });
const app = fastify();
app.post('/submit', async (request, reply) => {
  const job = await queue.add('sleep', request.body);
  return reply.code(202).send({ id: job.id });
});
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
