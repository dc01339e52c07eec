import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { findRedisProgram } from '../../scripts/redis-program.mjs';
import { freePort } from '../../scripts/redis.mjs';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);
const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const CONSUMERS = ['redis', 'server', 'worker', 'notifier', 'debug'];

/** The volumes of the service `secrets`, in a temporary folder, and a Redis with the ACL file and the configuration of the stack. */
export class StackRedis {
  readonly home: string;
  readonly #clients: Redis[] = [];
  #port = 0;
  #end: () => Promise<void> = async () => {};

  private constructor(home: string) {
    this.home = home;
  }

  /** With empty volumes. */
  static async create(): Promise<StackRedis> {
    const home = await mkdtemp(join(tmpdir(), 'taskdeck-acl-'));
    for (const consumer of [...CONSUMERS, 'bin', 'data']) await mkdir(join(home, consumer));
    // Giving files away takes root, and the tests need none.
    await writeFile(join(home, 'bin/chown'), '#!/bin/sh\n');
    await chmod(join(home, 'bin/chown'), 0o755);
    return new StackRedis(home);
  }

  /** What the service `secrets` does at each `up`. */
  async makeSecrets(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const { PATH = '' } = process.env;
    const env = {
      PATH: `${join(this.home, 'bin')}:${PATH}`,
      SECRETS_HOME: this.home,
      USERS_SCRIPT: path('redis/users.sh'),
      ...settings,
    };
    await run('sh', [path('redis/make-secrets.sh')], { env });
  }

  read(file: string): Promise<string> {
    return readFile(join(this.home, file), 'utf8');
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const { command, env } = await findRedisProgram();
    this.#port = await freePort();
    const stack = await readFile(path('redis/redis.conf'), 'utf8');
    // The paths of the container, and nothing else, are others here.
    const here = stack
      .replace('/run/secrets', join(this.home, 'redis'))
      .replace('dir /data', `dir ${join(this.home, 'data')}`)
      .replace('bind * -::*', 'bind 127.0.0.1');
    await writeFile(join(this.home, 'redis.conf'), here);
    const args = [join(this.home, 'redis.conf'), '--port', String(this.#port)];
    const redis = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
    const ended = once(redis, 'exit');
    this.#end = async () => {
      redis.kill();
      await ended;
    };
    const admin = await this.as('admin');
    await waitFor(async () => (await admin.ping()) === 'PONG', { timeoutMs: 30_000 });
  }

  /** A connection of a user. */
  async as(user: string): Promise<Redis> {
    const volume = user === 'admin' ? 'redis/admin_password' : `${user}/redis_password`;
    return this.connect({ username: user, password: await this.read(volume) });
  }

  connect(who: { username?: string; password?: string }): Redis {
    const client = new Redis({ port: this.#port, host: '127.0.0.1', ...who });
    client.on('error', () => undefined);
    this.#clients.push(client);
    return client;
  }

  /** SIGTERM. */
  async stop(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.disconnect();
    await this.#end();
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}
