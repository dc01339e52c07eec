import type { TimelineEvent } from '../../api.ts';
import { eventWords } from '../timeline/event-words.ts';
import { containerEndWords } from './container-end.ts';
import type { Sentence } from './story.ts';
import type { JobContainers } from './use-container-lanes.ts';

/** Sentences about containers, at most: the newest. */
const MAX_SENTENCES = 12;

const MARKS: Partial<Record<TimelineEvent['kind'], Sentence['mark']>> = {
  unhealthy: 'unhealthy',
  healthy: 'healthy',
};

/** What the containers of a job went through, for its story. `from`: when the job began, epoch ms. */
export function containerStory(
  { lanes, ends, gaps }: JobContainers,
  from: number,
): readonly Sentence[] {
  const told = lanes.flatMap((lane) =>
    lane.events.map((event) => ({
      at: Date.parse(event.at),
      mark: MARKS[event.kind] ?? 'container',
      text: `${lane.place} ${eventWords(event)}`,
      quote: null,
    })),
  );
  const unwatched = gaps.map((gap) => ({
    at: Math.max(from, Date.parse(gap.at)),
    mark: 'unknown' as const,
    text: eventWords(gap),
    quote: null,
  }));
  const killed = ends.map((end) => ({
    at: end.at,
    mark: 'killed' as const,
    text: containerEndWords(end),
    quote: null,
  }));
  return [...told, ...unwatched, ...killed].sort((a, b) => a.at - b.at).slice(-MAX_SENTENCES);
}
