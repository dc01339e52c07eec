import { CommandConnection } from '@taskdeck/server/redis/command-connection';
import { asRedisError } from '@taskdeck/server/redis/unavailable';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withRedis } from '../support/with-redis.ts';

describe('a connection for commands', () => {
  const bench = withRedis();
  let redis: CommandConnection;
  const connect = async (timeoutMs = 30_000) => {
    const connection = new CommandConnection(bench.redis.url);
    connection.timeoutMs = 30_000;
    await connection.ping();
    connection.timeoutMs = timeoutMs;
    return connection;
  };
  beforeAll(async () => {
    redis = await connect();
  });
  afterAll(() => {
    redis.disconnect();
  });

  const reads = async () =>
    Number(/total_reads_processed:(\d+)/.exec(await bench.queue.redis.info('stats'))?.[1]);
  const increments = () => Promise.all(Array.from({ length: 20 }, () => redis.incr('n')));
  const upTo = (from: number) => Array.from({ length: 20 }, (_, i) => from + i);

  it('sends those of one tick in one write, in their order', async () => {
    const before = await reads();
    expect(await increments()).toEqual(upTo(1));
    // One for them all, and the one that asks.
    expect((await reads()) - before).toBe(2);
  });

  it('sends them also after it was lost', async () => {
    const ready = new Promise((resolve) => redis.once('ready', resolve));
    await bench.queue.redis.call('CLIENT', 'KILL', 'ID', String(await redis.client('ID')));
    await ready;
    expect(await increments()).toEqual(upTo(21));
  });

  it('hears an answer that came while this process stood still for longer than a command may take', async () => {
    const slow = await connect(3_000);
    const answer = slow.echo('here');
    await new Promise((resolve) => process.nextTick(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_200);
    expect(await answer).toBe('here');
    slow.disconnect();
  });

  it('takes the loss of the connection in the middle of a pipeline for an outage', async () => {
    const other = new CommandConnection(bench.redis.url, { maxRetriesPerRequest: 0 });
    other.timeoutMs = 30_000;
    other.on('error', () => {});
    const id = await other.client('ID');
    const pipeline = other.pipeline();
    const answered = new Promise((resolve) => pipeline.set('a', '1', resolve));
    const commands = pipeline.blpop('nothing', 0).set('b', '2').exec();
    await answered;
    await bench.queue.redis.call('CLIENT', 'KILL', 'ID', String(id));
    const errors = (await commands)?.flatMap(([error]) => error ?? []) ?? [];
    expect(errors.map(({ message }) => message)).toContain(
      'Command aborted due to connection close',
    );
    for (const error of errors)
      expect(asRedisError(error)).toMatchObject({ code: 'REDIS_UNAVAILABLE' });
    other.disconnect();
  });

  it('gives a command up that Redis does not answer in time', async () => {
    const slow = await connect(300);
    await expect(slow.blpop('nothing', 0)).rejects.toThrow('Command timed out');
    slow.disconnect();
  });

  it('holds nothing back when it is closed in the same tick', async () => {
    const other = await connect();
    const last = other.set('last', 'kept');
    const bye = other.quit();
    expect([await last, await bye]).toEqual(['OK', 'OK']);
    expect(await redis.get('last')).toBe('kept');
  });
});
