import { adviser, isLongEnough, type Host, type Ranked, type ServiceUse } from './service-use.ts';
import { bytesSetting, bytesText, sensibleBytes } from './sensible-limits.ts';

const NEAR = 0.9;
const LOW = 0.1;
/** Above what was needed: for what a week did not show. */
const ROOM = { raise: 1.4, set: 2, lower: 3 } as const;
const LEAST_BYTES = 32 * 1_048_576;

const advise = adviser('memory');

/** null: its limit suits it, or nothing can be said. */
export function memoryAdvice({ limits, use, oomKills }: ServiceUse, host: Host): Ranked | null {
  const limit = limits.limitBytes;
  const peak = use?.peakMemoryBytes ?? null;
  const share = limit === null || peak === null ? null : peak / limit;

  if (oomKills > 0) {
    const often = oomKills === 1 ? 'once' : `${oomKills} times`;
    const within = limit === null ? 'without a limit of its own' : `at ${bytesText(limit)}`;
    return advise(0, `ran out of memory ${often} ${within}`, raise(limit, peak, host), 'act');
  }
  if (limit === null) {
    const known = use !== null && isLongEnough(use) ? peak : null;
    const used = known === null ? '' : `, and used ${bytesText(known)} at peak`;
    return advise(4, `has no memory limit${used}`, setTo(known));
  }
  if (use === null || share === null || peak === null) return null;
  if (share >= NEAR)
    return advise(
      2,
      `used ${percent(share)} of ${bytesText(limit)} at peak`,
      raise(limit, peak, host),
    );
  const least = Math.max(LEAST_BYTES, peak * ROOM.lower, limits.reservationBytes ?? 0);
  const lower = sensibleBytes(least);
  if (share > LOW || lower > limit / 2 || !isLongEnough(use)) return null;
  const because = `never passed ${percent(share)} of ${bytesText(limit)}`;
  return advise(7, because, `lower memory to ${bytesSetting(lower)}`);
}

/** null: the host has no more. */
function raise(limit: number | null, peak: number | null, host: Host): string | null {
  const needed = Math.max(limit ?? 0, peak ?? 0) * ROOM.raise;
  if (needed === 0) return null;
  const bytes = sensibleBytes(needed);
  if (host.memoryBytes !== null && bytes > host.memoryBytes) return null;
  return `${limit === null ? 'set' : 'raise'} memory to ${bytesSetting(bytes)}`;
}

const setTo = (peak: number | null): string | null =>
  peak === null ? null : `set memory to ${bytesSetting(sensibleBytes(peak * ROOM.set))}`;

/** Rounded up: "never passed 8 %" must be true. */
const percent = (share: number): string => `${Math.max(1, Math.ceil(share * 100))} %`;
