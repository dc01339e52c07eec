import type { StackDay } from '../schemas/stack-day.ts';
import type { TimelineEvent } from '../schemas/timeline.ts';
import { storedName } from './stored-name.ts';

export interface EventCounts {
  readonly oomKills: number;
  readonly restarts: number;
}

/** How often containers ran out of memory and were started anew, by their stored name: one that was made anew goes on counting. */
export function countEvents(events: readonly TimelineEvent[]): ReadonlyMap<string, EventCounts> {
  const counts = new Map<string, EventCounts>();
  const created = new Set<string>();
  for (const { kind, container, found } of events) {
    const name = container === null ? null : storedName(container);
    if (container === null || name === null) continue;
    const { oomKills, restarts } = counts.get(name) ?? { oomKills: 0, restarts: 0 };
    if (kind === 'created') created.add(container.id);
    // Docker tells of a restart as a start, too; only what was found later is told as a restart alone.
    const again = kind === 'started' && !created.delete(container.id);
    const restarted = again || (kind === 'restarted' && found === 'comparison');
    counts.set(name, {
      oomKills: oomKills + (kind === 'oom' ? 1 : 0),
      restarts: restarts + (restarted ? 1 : 0),
    });
  }
  return counts;
}

/** Times in which nobody watched, from `from` (epoch ms) on, oldest first. */
export function gapsOf(events: readonly TimelineEvent[], from: number): StackDay['gaps'] {
  return events.flatMap(({ kind, at, until, reason }) => {
    if (kind !== 'gap' || until === null || Date.parse(until) <= from) return [];
    const begin = new Date(Math.max(from, Date.parse(at))).toISOString();
    return [{ from: begin, to: until, reason }];
  });
}
