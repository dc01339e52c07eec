import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import { freePort } from '../../scripts/redis.mjs';
import { Stack, type StackSettings } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The stack that all files share; null: no engine, everything is skipped. */
    stack: StackSettings | null;
    /** What was measured when the stack had just come up. */
    measured: Measured | null;
  }
}

export interface Measured {
  /** `docker compose up --wait` with the images built. */
  readonly readyMs: number;
  /** The containers of these services as `docker stats` counts them, idle. */
  readonly memoryMiB: { readonly server: readonly number[]; readonly worker: readonly number[] };
}

const run = promisify(execFile);

/** Builds the images and brings the stack up once for all files, under a project name and on ports of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const why = await engineFault();
  if (why !== null) {
    process.stderr.write(`The stack tests are skipped: ${why}\n`);
    project.provide('stack', null);
    project.provide('measured', null);
    return async () => {};
  }
  const settings: StackSettings = {
    project: `taskdeck-test-${process.pid}`,
    panelPort: await freePort(),
    redisCommanderPort: await freePort(),
    serverPort: await freePort(),
    redisPort: await freePort(),
  };
  const stack = new Stack(settings);
  const tearDown = async () => {
    const everything = ['--volumes', '--remove-orphans', '--rmi', 'local', '--timeout', '5'];
    await stack.compose('--profile', '*', 'down', ...everything);
  };
  try {
    await stack.compose('build', '--progress', 'plain');
    const start = performance.now();
    await stack.compose('up', '--detach', '--wait');
    const readyMs = performance.now() - start;
    project.provide('measured', { readyMs, memoryMiB: await memory(stack) });
    project.provide('stack', settings);
  } catch (error) {
    const { stdout } = await stack.compose('logs', '--tail', '20');
    process.stderr.write(stdout);
    await tearDown();
    throw error;
  }
  return tearDown;
}

/** Why the tests can't run here, or null. */
async function engineFault(): Promise<string | null> {
  try {
    await run('docker', ['compose', 'version']);
  } catch {
    return 'they need the command `docker compose`, and there is none.';
  }
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}']);
    return null;
  } catch {
    return 'they need a running Docker engine, and none answers (try `docker info`).';
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
