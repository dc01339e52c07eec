import { adviser, isLongEnough, type Host, type Ranked, type ServiceUse } from './service-use.ts';
import { coresText, sensibleCores } from './sensible-limits.ts';

const HELD_BACK = 25;
const LOW = 0.1;
/** Above what was used: for what a week did not show. */
const ROOM = { raise: 1.5, set: 2, lower: 3 } as const;
const LEAST_CORES = 0.1;

const advise = adviser('cpu');

/** null: its limit suits it, or nothing can be said. */
export function cpuAdvice({ limits, use }: ServiceUse, host: Host): Ranked | null {
  const limit = limits.limitCores;
  const peak = use?.peakCores ?? null;

  if (limit === null) {
    const known = use !== null && isLongEnough(use) ? peak : null;
    const used = known === null ? '' : `, and used ${coresText(known)} cores at peak`;
    const cores = known === null ? null : sensibleCores(known * ROOM.set);
    const fits = cores !== null && (host.cpus === null || cores <= host.cpus);
    return advise(5, `has no CPU limit${used}`, fits ? `set cpus to ${coresText(cores)}` : null);
  }
  if (use === null || peak === null) return null;
  const held = use.throttledPercent ?? 0;
  if (held >= HELD_BACK) {
    const cores = Math.min(sensibleCores(limit * ROOM.raise), host.cpus ?? Number.MAX_VALUE);
    const because = `throttled in ${Math.round(held)} % of periods while busy, at ${coresText(limit)} cpus`;
    return advise(1, because, cores > limit ? `raise cpus to ${coresText(cores)}` : null, 'act');
  }
  const lower = sensibleCores(Math.max(LEAST_CORES, peak * ROOM.lower));
  if (peak > limit * LOW || lower > limit / 2 || !isLongEnough(use)) return null;
  const share = Math.max(1, Math.ceil((peak / limit) * 100));
  const because = `never passed ${share} % of ${coresText(limit)} cpus`;
  return advise(8, because, `lower cpus to ${coresText(lower)}`);
}
