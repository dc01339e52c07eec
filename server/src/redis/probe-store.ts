import { PROBE_PLAN_TTL_MS, ProbeReport } from '@taskdeck/tasks';
import type { Keys, ProbePlan } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';

/** What containers are asked to try, and what they found. */
export interface ProbeStore {
  writePlan(plan: ProbePlan): Promise<void>;
  /** By the first 12 digits of the containers' ids; those without a report, or with one of another version, are not in it. */
  reports(containerIds: readonly string[]): Promise<ReadonlyMap<string, ProbeReport>>;
  /** Every container tries anew, within some seconds. */
  ask(id: string): Promise<void>;
}

/** More containers than the plan can be about. */
const MAX_REPORTS = 300;

export function makeProbeStore(redis: Redis, keys: Keys): ProbeStore {
  return {
    async writePlan(plan) {
      await redis.set(keys.probePlan, JSON.stringify(plan), 'PX', PROBE_PLAN_TTL_MS);
    },
    async reports(containerIds) {
      const ids = containerIds.slice(0, MAX_REPORTS).map((id) => id.slice(0, 12));
      if (ids.length === 0) return new Map();
      const texts = await redis.mget(ids.map((id) => keys.probeReport(id)));
      return new Map(
        ids.flatMap((id, i) => {
          const report = readReport(texts[i] ?? null);
          return report === null ? [] : [[id, report] as const];
        }),
      );
    },
    async ask(id) {
      await redis.set(keys.probeAsked, id, 'PX', PROBE_PLAN_TTL_MS);
    },
  };
}

function readReport(text: string | null): ProbeReport | null {
  try {
    return text === null ? null : ProbeReport.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
