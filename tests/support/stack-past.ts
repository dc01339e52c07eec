import type { ContainerReading } from '@taskdeck/server/docker/container-reading';
import { USAGE_STEPS, type StepName, type Values } from '@taskdeck/server/redis/series';
import type { Snapshot } from '@taskdeck/server/redis/snapshots';
import type { TestApp } from './api.ts';

/** Samples the fake Docker once and notes what it tells, as the replica does that holds the lease; snapshots go to its board. */
export async function noteSample(app: TestApp, { watched = true } = {}): Promise<Snapshot[]> {
  const given: Snapshot[] = [];
  const give = async (snapshot: Snapshot) => {
    given.push(snapshot);
    app.board.put(snapshot);
  };
  const containers = await app.docker.snapshot();
  await give({ type: 'containers', containers });
  await app.stackRecorder.note(containers, give, { watched, alone: false });
  return given;
}

/** Writes the past of a series, one sample for each step of the clock, the last one at `until` (epoch ms) or before. */
export async function writePast(
  app: TestApp,
  name: string,
  { until, steps, step: stepName }: { until: number; steps: number; step: StepName },
  valuesOf: (at: number, i: number) => Values,
): Promise<void> {
  const { ms = 1 } = USAGE_STEPS.find((one) => one.name === stepName) ?? {};
  const last = Math.floor(until / ms) * ms;
  const writes = app.redis.pipeline();
  for (let i = 0; i < steps; i += 1) {
    const at = last - (steps - 1 - i) * ms;
    const fields = Object.entries(valuesOf(at, i)).flat();
    writes.xadd(app.keys.series(`container:${name}`, stepName), `${at}-0`, ...fields);
  }
  await writes.exec();
}

/** Counters of a container that works half of the time with one core. */
export function counters(
  readAtMs: number,
  some: Partial<NonNullable<ContainerReading['counters']>> = {},
): NonNullable<ContainerReading['counters']> {
  return {
    readAtMs,
    cpuNs: readAtMs * 500_000,
    periods: Math.floor(readAtMs / 100),
    throttledPeriods: Math.floor(readAtMs / 400),
    receivedBytes: readAtMs,
    sentBytes: readAtMs * 2,
    readBytes: 0,
    writtenBytes: 0,
    ...some,
  };
}
