import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { freePort } from '../../scripts/redis.mjs';
import { Stack } from './stack.ts';

export interface Measured {
  /** `docker compose up --wait` with the images built. */
  readonly readyMs: number;
  /** The containers of these services as `docker stats` counts them, idle. */
  readonly memoryMiB: { readonly server: readonly number[]; readonly worker: readonly number[] };
}

const run = promisify(execFile);

/** A stack under a project name and on ports of its own. */
export async function freshStack(name: string): Promise<Stack> {
  return new Stack({
    project: `taskdeck-${name}-${process.pid}`,
    panelPort: await freePort(),
    redisCommanderPort: await freePort(),
    serverPort: await freePort(),
    redisPort: await freePort(),
  });
}

/** Builds the images and brings the stack up. When it does not come up, shows its logs, removes it and rejects. */
export async function bringUp(stack: Stack): Promise<Measured> {
  try {
    await stack.compose('build', '--progress', 'plain');
    const start = performance.now();
    await stack.compose('up', '--detach', '--wait');
    const readyMs = performance.now() - start;
    return { readyMs, memoryMiB: await memory(stack) };
  } catch (error) {
    const { stdout } = await stack.compose('logs', '--tail', '20');
    process.stderr.write(stdout);
    await tearDown(stack);
    throw error;
  }
}

/** Removes its containers, networks, volumes and images. */
export async function tearDown(stack: Stack): Promise<void> {
  const everything = ['--volumes', '--remove-orphans', '--rmi', 'local', '--timeout', '5'];
  await stack.compose('--profile', '*', 'down', ...everything);
}

/** Why no stack can be brought up here, or null. */
export async function engineFault(): Promise<string | null> {
  try {
    await run('docker', ['compose', 'version']);
  } catch {
    return '`docker compose` is needed, and there is none.';
  }
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}']);
    return null;
  } catch {
    return 'a running Docker engine is needed, and none answers (try `docker info`).';
  }
}

const Stats = z.object({ Name: z.string(), MemUsage: z.string() });

async function memory(stack: Stack): Promise<Measured['memoryMiB']> {
  const { stdout } = await run('docker', ['stats', '--no-stream', '--format', '{{json .}}']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => Stats.parse(JSON.parse(line)));
  const of = (service: string) =>
    rows
      .filter(({ Name }) => Name.startsWith(`${stack.settings.project}-${service}-`))
      .map(({ MemUsage }) => mebibytes(MemUsage));
  return { server: of('server'), worker: of('worker') };
}

/** "61.4MiB / 256MiB" -> 61.4 */
function mebibytes(usage: string): number {
  const match = /^([\d.]+)(KiB|MiB|GiB)/.exec(usage);
  const factors: Record<string, number> = { KiB: 1 / 1024, MiB: 1, GiB: 1024 };
  const factor = factors[match?.[2] ?? ''];
  if (match === null || factor === undefined) throw new Error(`docker stats says ${usage}`);
  return Number(match[1]) * factor;
}
