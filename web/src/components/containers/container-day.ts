import type { StackDay, TimelineEvent } from '../../api.ts';
import type { StripMark } from '../../ui/health-strip.tsx';

/** What the last 24 h were for one container. */
export type ContainerDay = StackDay['containers'][number];

export const CELL_MS = 1_200_000;

/** The day of one container; undefined: not known (yet). */
export function dayOf(day: StackDay | undefined, id: string): ContainerDay | undefined {
  return day?.containers.find((other) => other.id === id);
}

/** The cell of a strip that ends at `to` (epoch ms) which a time lies in; null: in none. */
function cellOf(at: number, to: number, cells: number): number | null {
  const cell = cells - 1 - Math.floor((to - 1 - at) / CELL_MS);
  return cell >= 0 && cell < cells ? cell : null;
}

/** Restarts and OOM kills as marks above a strip that ends at `to`. A start is a restart if the same container ended before. */
export function marksOf(
  events: readonly TimelineEvent[],
  { id, to, cells }: { id: string; to: number; cells: number },
): StripMark[] {
  const own = events
    .filter((event) => event.container?.id === id)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const marks = new Map<number, StripMark['kind']>();
  let ended = false;
  for (const { kind, at } of own) {
    const cell = cellOf(Date.parse(at), to, cells);
    const restarted = kind === 'restarted' || (kind === 'started' && ended);
    ended = kind === 'died' || (ended && kind !== 'started');
    if (cell === null) continue;
    if (kind === 'oom') marks.set(cell, 'oom');
    else if (restarted && !marks.has(cell)) marks.set(cell, 'restart');
  }
  return [...marks.entries()].map(([cell, kind]) => ({ cell, kind }));
}
