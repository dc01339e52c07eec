import { afterAll, beforeAll } from 'vitest';
import {
  startServer,
  startWorker,
  type Env,
  type TestProcess,
  type TestServer,
} from './processes.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { TestQueue } from './test-queue.ts';

export interface WithRedis {
  /** There from the first `beforeAll` on. */
  readonly redis: TestRedis;
  /** Connects when it is first used. */
  readonly queue: TestQueue;
  startServer(env?: Env): Promise<TestServer>;
  startWorker(env?: Env): Promise<TestProcess>;
}

/** A Redis for the tests of the file or `describe` that calls this. Its servers and workers are killed after them, and all is removed. */
export function withRedis(): WithRedis {
  let redis: TestRedis;
  const queue = new TestQueue(() => redis.url);
  const processes: TestProcess[] = [];
  const kept = async <T extends TestProcess>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    processes.push(started);
    return started;
  };
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.kill()));
    await queue.close();
    await redis.remove();
  });
  return {
    get redis() {
      return redis;
    },
    queue,
    startServer: (env) => kept(startServer(redis, env)),
    startWorker: (env) => kept(startWorker(redis, env)),
  };
}
