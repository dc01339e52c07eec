import { adviser, isLongEnough, type Ranked, type ServiceUse } from './service-use.ts';
import { sensiblePids } from './sensible-limits.ts';

const NEAR = 0.8;
/** Above what was used: for what a week did not show. */
const ROOM = 2;

const advise = adviser('pids');

/** null: its limit suits it, or nothing can be said. */
export function pidsAdvice({ limits: { limitPids: limit }, use }: ServiceUse): Ranked | null {
  const peak = use?.peakPids ?? null;

  if (limit === null) {
    const known = use !== null && isLongEnough(use) ? peak : null;
    const had = known === null ? '' : `, and had ${known} at peak`;
    const suggestion = known === null ? null : `set pids to ${sensiblePids(known * ROOM)}`;
    return advise(6, `has no limit of processes${had}`, suggestion);
  }
  if (peak === null || peak < limit * NEAR) return null;
  const because = `had ${peak} of ${limit} processes at peak`;
  const suggestion = `raise pids to ${sensiblePids(Math.max(peak, limit) * ROOM)}`;
  // At the limit nothing more can be started in it.
  return advise(3, because, suggestion, peak >= limit ? 'act' : 'consider');
}
