import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startServer, startWorker, type TestServer } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';
import { row, type Row } from './table.ts';

const SETTLE_MS = 5_000;
const COUNT_MS = 10_000;
const TABS = 20;
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** Resident memory in bytes, from /proc (Linux). */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** Opens the live stream as a tab does, reads it, and resolves at its first event. */
export async function openTab(server: TestServer, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${server.url}/trpc/live`, {
    headers: { ...server.headers, accept: 'text/event-stream' },
    signal,
  });
  const reader = response.body?.getReader();
  if (!response.ok || reader === undefined) throw new Error(`The live stream: ${response.status}`);
  await reader.read();
  const drain = async () => {
    while (!(await reader.read()).done);
  };
  drain().catch(() => undefined);
}

/** Memory of an idle server and worker, and what open tabs cost Redis. */
export async function measureIdle(): Promise<Row[]> {
  const redis = await startRedis();
  const server = await startServer(redis, {}, 'build');
  const worker = await startWorker(redis, {}, 'build');
  const client = new Redis(redis.url);
  const tabs = new AbortController();

  const commandsPerSecond = async () => {
    const count = async () =>
      Number(/total_commands_processed:(\d+)/.exec(await client.info('stats'))?.[1]);
    await delay(SETTLE_MS);
    const before = await count();
    await delay(COUNT_MS);
    return ((await count()) - before) / (COUNT_MS / 1_000);
  };
  try {
    await delay(SETTLE_MS);
    const memory = [
      row('idle server', await residentBytes(server.pid), { atMost: 120e6 }, megabytes),
      row('idle worker', await residentBytes(worker.pid), { atMost: 100e6 }, megabytes),
    ];
    await openTab(server, tabs.signal);
    const one = await commandsPerSecond();
    await Promise.all(Array.from({ length: TABS - 1 }, () => openTab(server, tabs.signal)));
    const many = await commandsPerSecond();
    const ratio = row(`Redis commands/s, ${TABS} tabs / 1 tab`, many / one, { atMost: 1.2 }, (n) =>
      n.toFixed(2),
    );
    return [
      ...memory,
      { ...ratio, ours: `${ratio.ours} (${many.toFixed(1)} / ${one.toFixed(1)})` },
    ];
  } finally {
    tabs.abort();
    client.disconnect();
    await Promise.all([server.kill(), worker.kill()]);
    await redis.remove();
  }
}
