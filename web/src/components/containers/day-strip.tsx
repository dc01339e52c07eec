import type { Container } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { HealthStrip } from '../../ui/health-strip.tsx';
import { dayOf, marksOf } from './container-day.ts';
import { stripWords } from './strip-words.ts';
import type { StackHistory } from './use-stack-day.ts';

/** A container's last 24 h in a list; nothing where nothing is known of them. */
export function DayStrip({ item, history }: { item: Container; history: StackHistory }) {
  const now = useNow();
  const { day, events } = history;
  const own = dayOf(day, item.id);
  if (day === undefined || own === undefined)
    return <p className="ct-day small t3">no history yet</p>;
  const to = Date.parse(day.at);
  const marks = marksOf(events, item, { to, cells: own.strip.length });
  return (
    <div className="ct-day">
      <HealthStrip
        strip={own.strip}
        marks={marks}
        label={stripWords({ strip: own.strip, to, marks }, now)}
      />
    </div>
  );
}
