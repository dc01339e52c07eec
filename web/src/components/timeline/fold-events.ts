import type { TimelineEvent } from '../../api.ts';

/** An event with what merely belongs to it. */
export interface FoldedEvent {
  readonly event: TimelineEvent;
  /** Networks that a container joined because it started. */
  readonly networks: readonly string[];
}

/** Docker tells of networks so shortly before and after a start or an end. */
const TOGETHER_MS = 2_000;
/** How many neighbours of an event are looked at: with many containers starting at once theirs lie in between. */
const NEIGHBOURS = 60;

const BECAUSE_OF: Partial<Record<TimelineEvent['kind'], readonly TimelineEvent['kind'][]>> = {
  connected: ['started'],
  disconnected: ['died', 'removed'],
};

/** The start or end that a change of networks belongs to; undefined: it was done on its own, which is worth a line. */
function causeOf(events: readonly TimelineEvent[], index: number): TimelineEvent | undefined {
  const event = events[index];
  const causes = event && BECAUSE_OF[event.kind];
  if (event === undefined || event.container === null || causes === undefined) return undefined;
  const { id } = event.container;
  return events
    .slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS)
    .find(
      ({ kind, at, container }) =>
        container?.id === id &&
        causes.includes(kind) &&
        Math.abs(Date.parse(at) - Date.parse(event.at)) <= TOGETHER_MS,
    );
}

/** Starts and ends with the networks that they bring about: one line where Docker tells of several things. Order is kept. */
export function foldEvents(events: readonly TimelineEvent[]): readonly FoldedEvent[] {
  const networks = new Map<TimelineEvent, string[]>();
  const folded = new Set<TimelineEvent>();
  for (const [index, event] of events.entries()) {
    const cause = causeOf(events, index);
    if (cause === undefined) continue;
    folded.add(event);
    if (cause.kind === 'started' && event.network !== null)
      networks.set(cause, [...(networks.get(cause) ?? []), event.network]);
  }
  return events
    .filter((event) => !folded.has(event))
    .map((event) => ({ event, networks: networks.get(event)?.toSorted() ?? [] }));
}
