import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withRedis } from '../support/with-redis.ts';

const Result = z.object({
  model: z.object({ version: z.number().nullable() }),
  items: z.array(z.object({ category: z.string() })),
});

describe('messages', () => {
  const { queue, startWorker } = withRedis();
  beforeAll(async () => {
    for (let i = 0; i < 2; i += 1) await startWorker({ WORKER_QUEUES: 'default:1' });
  });

  const run = async (task: string, input: object) => {
    const id = await queue.add({ task, input });
    const { state, fields } = await queue.ended(id);
    expect([state, fields['failedReason']]).toEqual(['completed', undefined]);
    return { id, result: JSON.parse(fields['returnvalue'] ?? '') };
  };
  const classify = async (message: string) => {
    const { id, result } = await run('classify-text', { messages: [message] });
    return { id, ...Result.parse(result) };
  };

  it('are sorted by the built-in model, and by the newest one once there is one, on all workers', async () => {
    const first = await classify('Where is my parcel?');
    expect([first.model.version, first.items[0]?.category]).toEqual([null, 'shipping']);
    const log = await queue.log(first.id);
    expect(log.map(({ message }) => message).join()).toContain('built-in');

    const row = { text: 'The zebra has stripes', category: 'animals' };
    const extra = Array.from({ length: 20 }, () => row);
    const { result } = await run('train-classifier', { extra });
    expect(result).toMatchObject({ version: 1, messages: 475 });
    expect(result.accuracy).toBeGreaterThan(0.8);

    // More than one worker can take at once.
    const sorted = await Promise.all(['Zebra!', 'A zebra', 'Stripes'].map(classify));
    expect(sorted.map(({ model, items }) => [model.version, items[0]?.category])).toEqual([
      [1, 'animals'],
      [1, 'animals'],
      [1, 'animals'],
    ]);
  });
});
