import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Stack } from './stack.ts';

const Answer = z.object({
  read: z.string(),
  cpu_stats: z.object({
    cpu_usage: z.object({ total_usage: z.number() }),
    system_cpu_usage: z.number(),
    online_cpus: z.number(),
  }),
  memory_stats: z.object({
    usage: z.number(),
    stats: z.object({
      /** Control groups v1, and v2. */
      total_inactive_file: z.number().optional(),
      inactive_file: z.number().optional(),
    }),
  }),
});

/** One reading of a container by the engine itself, without the panel and its gate. */
export interface EngineStats {
  /** Epoch ms by the engine's clock. */
  readonly atMs: number;
  readonly cpuNs: number;
  /** Of all processors together, idle time too. */
  readonly systemNs: number;
  readonly cpus: number;
  /** As `docker stats` shows it. */
  readonly memoryBytes: number;
}

/** Reads one container at once; `docker stats` itself takes 2 s and rounds. */
export type ReadStats = (id: string) => Promise<EngineStats>;

/** Where `docker` finds the engine is where we ask it. */
export async function engineStats(stack: Stack): Promise<ReadStats> {
  const found = await stack.docker('context', 'inspect', '--format', '{{.Endpoints.docker.Host}}');
  const { protocol, hostname, port, pathname } = new URL(found.trim());
  const where = protocol === 'unix:' ? { socketPath: pathname } : { host: hostname, port };
  return async (id) => {
    const path = `/containers/${id}/stats?stream=false&one-shot=true`;
    const body = await new Promise<string>((resolve, reject) => {
      const asking = request({ ...where, path }, (response) => resolve(text(response)));
      asking.on('error', reject).end();
    });
    const { read, cpu_stats: cpu, memory_stats: memory } = Answer.parse(JSON.parse(body));
    const { total_inactive_file: ofV1, inactive_file: ofV2 } = memory.stats;
    return {
      atMs: Date.parse(read),
      cpuNs: cpu.cpu_usage.total_usage,
      systemNs: cpu.system_cpu_usage,
      cpus: cpu.online_cpus,
      memoryBytes: memory.usage - (ofV1 ?? ofV2 ?? 0),
    };
  };
}

/**
 * Reads these containers again and again. Resolves when that was done once, with what ends it: that reads them a last time, and resolves with the
 * readings of each by id, oldest first.
 */
export async function keepReading(
  readStats: ReadStats,
  ids: readonly string[],
  pauseMs: number,
): Promise<() => Promise<ReadonlyMap<string, readonly EngineStats[]>>> {
  const readings = new Map<string, EngineStats[]>(ids.map((id) => [id, []]));
  const read = () =>
    Promise.all(ids.map(async (id) => readings.get(id)?.push(await readStats(id))));
  let goesOn = true;
  const keep = async (): Promise<void> => {
    while (goesOn) {
      await read();
      await new Promise((resolve) => {
        setTimeout(resolve, pauseMs);
      });
    }
  };
  await read();
  const keeping = keep();
  return async () => {
    goesOn = false;
    await keeping;
    await read();
    return readings;
  };
}

/** The counters at a moment between two of these readings. */
export function countersAt(
  readings: readonly EngineStats[],
  atMs: number,
): Pick<EngineStats, 'cpuNs' | 'systemNs' | 'cpus'> {
  const after = readings.findIndex((one) => one.atMs >= atMs);
  const [a, b] = [readings[after - 1], readings[after]];
  if (a === undefined || b === undefined) throw new Error('The engine was not read around then');
  const part = (atMs - a.atMs) / (b.atMs - a.atMs);
  const between = (from: number, to: number): number => from + (to - from) * part;
  return {
    cpuNs: between(a.cpuNs, b.cpuNs),
    systemNs: between(a.systemNs, b.systemNs),
    cpus: b.cpus,
  };
}
