import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { startServer } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';
import { ROOT } from '../support/source-files.ts';
import { waitFor } from '../support/wait-for.ts';
import { openTab } from './idle.ts';
import { row, type Row } from './table.ts';

const CONTAINERS = 100;
/** Details are read every 10 s: a whole number of rounds. */
const SETTLE_MS = 10_000;
const COUNT_MS = 20_000;
/** Linux counts processor time in these, whatever the kernel's own clock (sysconf(3)). */
const TICK_MS = 10;

/** Processor time that a process has used so far, from /proc (Linux). */
async function usedMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold blanks; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Share of a core that the server takes while a tab looks at many containers, all of whose figures change with every sample. */
export async function measureContainers(): Promise<Row> {
  const { PATH } = process.env;
  const daemon = spawn(
    process.execPath,
    ['--conditions=@taskdeck/source', '--import', 'tsx', 'tests/bench/many-containers.ts'],
    {
      cwd: ROOT,
      env: { PATH, CONTAINERS: String(CONTAINERS) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const redis = await startRedis();
  const tabs = new AbortController();
  const [host] = z.tuple([z.string()]).parse(await once(createInterface(daemon.stdout), 'line'));
  const server = await startServer(redis, { DOCKER_HOST: host, DOCKER_PROJECT: '*' }, 'build');
  try {
    await openTab(server, tabs.signal);
    await waitFor(async () => (await shown(server)) === CONTAINERS);
    await delay(SETTLE_MS);
    const before = await usedMs(server.pid);
    await delay(COUNT_MS);
    const share = (await usedMs(server.pid)) - before;
    return row(
      `${CONTAINERS} containers, share of a core`,
      share / COUNT_MS,
      { atMost: 0.1 },
      (n) => `${(n * 100).toFixed(1)} %`,
    );
  } finally {
    tabs.abort();
    daemon.kill();
    await server.kill();
    await redis.remove();
  }
}

/** How many containers a program is told of. */
async function shown({
  url,
  headers,
}: Pick<Awaited<ReturnType<typeof startServer>>, 'url' | 'headers'>) {
  const response = await fetch(`${url}/api/containers`, { headers });
  return z.object({ items: z.array(z.unknown()) }).parse(await response.json()).items.length;
}
