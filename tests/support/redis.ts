import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPrivateRedis } from '../../scripts/redis.mjs';

/** A real Redis for one test file, on a free port of the loopback, with its data in a temporary folder. */
export interface TestRedis {
  /** `redis://:password@127.0.0.1:port`; the same before and after a restart. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** Ends it in good order; its data stay. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; its data stay as far as they were written. */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill` (stops it first if it runs): same address, same data. Resolves when it is ready. */
  restart(): Promise<void>;
  /** Ends it and removes its data. For `afterAll`. */
  remove(): Promise<void>;
}

/** Found or unpacked the way `npm start` does it. It never outlives the test process, even a killed one. */
export async function startRedis(): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'taskdeck-redis-'));
  let redis = await startPrivateRedis({ dir });
  const { url, host, port, password, program } = redis;
  return {
    url,
    host,
    port,
    password,
    stop: () => redis.stop(),
    kill: () => redis.kill(),
    restart: async () => {
      await redis.stop();
      redis = await startPrivateRedis({ dir, port, password, program });
    },
    remove: async () => {
      await redis.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
