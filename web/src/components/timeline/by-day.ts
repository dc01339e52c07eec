import { notedAt } from './event-words.ts';
import type { FoldedEvent } from './fold-events.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const DAY_MS = 86_400_000;

/** `Today`, `Yesterday`, `Sat 21 Nov`, in the reader's time zone. `now` is epoch ms. */
function dayWords(at: number, now: number): string {
  const day = DAY.format(at);
  if (day === DAY.format(now)) return 'Today';
  return day === DAY.format(now - DAY_MS) ? 'Yesterday' : day;
}

/** Events under the day that they happened on, in the order that they have. */
export function byDay(
  events: readonly FoldedEvent[],
  now: number,
): readonly { readonly day: string; readonly events: readonly FoldedEvent[] }[] {
  const days: { day: string; events: FoldedEvent[] }[] = [];
  for (const folded of events) {
    const day = dayWords(Date.parse(notedAt(folded.event)), now);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(folded);
    else days.push({ day, events: [folded] });
  }
  return days;
}
