import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Containers, StackDay } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { useTRPC } from '../../trpc.ts';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/notices.tsx';
import { AdviceList } from '../advice/advice-list.tsx';
import { adviceTitle, noAdviceWords } from '../advice/advice-words.ts';
import { unknownsOf } from '../advice/unknowns.ts';
import { QueryError } from '../query-error.tsx';
import { TimelineList } from '../timeline/timeline-list.tsx';
import './stack-notes.css';

/** Events shown; the rest is on the page of the timeline. */
const EVENTS = 5;

interface NoteProps {
  readonly title: string;
  readonly children: ReactNode;
}

function Sheet({ title, children }: NoteProps) {
  return (
    <section aria-label={title}>
      <h2 className="label">{title}</h2>
      {children}
    </section>
  );
}

function Advice({ day, now }: { readonly day: StackDay; readonly now: number }) {
  if (day.advice.length > 0) return <AdviceList advice={day.advice} />;
  return <p className="small t2">{noAdviceWords(day, now)}</p>;
}

function Unknowns({ containers, day }: StackNotesProps & { readonly day: StackDay | undefined }) {
  const unknowns = unknownsOf(containers, day, useNow());
  if (unknowns.length === 0)
    return (
      <p className="small t2">Nothing: every figure is known, and the last 24 h have no gap.</p>
    );
  return (
    <ul className="unknowns">
      {unknowns.map(({ what, so }) => (
        <li key={what}>
          <Icon name="unknown" className="c-wait" />
          <span className="break">
            {what}
            {so !== null && <span className="small t3">{so}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface StackNotesProps {
  readonly containers: Containers;
}

/** Below the list of containers: what happened last, what to do about limits, and what nobody can tell. */
export function StackNotes({ containers }: StackNotesProps) {
  const query = useQuery(useTRPC().stack.day.queryOptions());
  const { data: day } = query;
  const now = useNow();
  return (
    <div className="panel stack-notes">
      <Sheet title="Latest events">
        <TimelineList limit={EVENTS} />
      </Sheet>
      <Sheet title={day === undefined ? 'Advice' : adviceTitle(day, now)}>
        <QueryError query={query} />
        {day !== undefined && <Advice day={day} now={now} />}
        {day === undefined && !query.error && <Skeleton lines={3} />}
      </Sheet>
      <Sheet title="What is not known">
        <Unknowns containers={containers} day={day} />
      </Sheet>
    </div>
  );
}
