import type { Container, StackDay, TimelineEvent } from '../../api.ts';
import type { StripMark } from '../../ui/strip-mark.ts';

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

type Named = Pick<Container, 'host' | 'name'>;

const isOf = (named: Named, { container }: TimelineEvent): boolean =>
  container !== null && container.host === named.host && container.name === named.name;

/**
 * Restarts and OOM kills as marks above a strip of so many cells that ends at `to` (epoch ms). As with the strip, what stood there before it was
 * made anew counts; the first start after it was made is no restart.
 */
export function marksOf(
  events: readonly TimelineEvent[],
  item: Named,
  { to, cells }: { to: number; cells: number },
): StripMark[] {
  const marks = new Map<number, StripMark['kind']>();
  const created = new Set<string>();
  const own = events
    .filter((event) => isOf(item, event))
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const { kind, at, found, container } of own) {
    const id = container?.id ?? '';
    if (kind === 'created') created.add(id);
    // Docker tells of a restart as a start, too; only what was found later is told as a restart alone.
    const restarted =
      (kind === 'started' && !created.delete(id)) ||
      (kind === 'restarted' && found === 'comparison');
    const cell = cellOf(Date.parse(at), to, cells);
    if (cell === null) continue;
    if (kind === 'oom') marks.set(cell, 'oom');
    else if (restarted && !marks.has(cell)) marks.set(cell, 'restart');
  }
  return [...marks].map(([cell, kind]) => ({ cell, kind }));
}
