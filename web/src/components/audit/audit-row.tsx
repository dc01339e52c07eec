import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { AuditEntry } from '../../api.ts';
import { formatWhenExactly } from '../../format.ts';
import { Id } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import { actionWords } from './action-words.ts';
import { AuditDetail } from './audit-detail.tsx';
import type { AuditSearch } from './audit-search.ts';
import './audit-row.css';
import { changesOf, changeWords } from './changes.ts';
import { ObjectList } from './object-list.tsx';

const OUTCOMES = {
  done: { icon: 'completed', tone: 'c-wait' },
  refused: { icon: 'lock', tone: 'c-risk' },
  failed: { icon: 'failed', tone: 'c-fail' },
} as const;

interface AuditRowProps {
  readonly entry: AuditEntry;
  /** In force, so that a name narrows it further. */
  readonly search: AuditSearch;
  /** Epoch ms. */
  readonly now: number;
}

function Who({ entry: { actor }, search }: Omit<AuditRowProps, 'now'>) {
  if (actor === null) return <span className="au-who t3 clip">not signed in</span>;
  return (
    <Link
      className="au-who link clip"
      to="/audit"
      search={{ ...search, actor: actor.name }}
      title={`${actor.name}, ${actor.role}, by ${actor.via}: show only theirs`}
    >
      {actor.name}
    </Link>
  );
}

function Outcome({ outcome, code }: Pick<AuditEntry, 'outcome' | 'code'>) {
  const { icon, tone } = OUTCOMES[outcome];
  return (
    <span
      className={`au-outcome ${outcome === 'done' ? 't3' : `${tone} m`}`}
      title={code ?? undefined}
    >
      <Icon name={icon} className={tone} />
      {outcome}
    </span>
  );
}

/** One change in a sentence; the rest of what is known of it unfolds below. */
export function AuditRow({ entry, search, now }: AuditRowProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const changes = changesOf(entry).map(changeWords).join(', ');
  const when = formatWhenExactly(entry.at, now);
  const sentence = actionWords(entry);
  return (
    <li className="au-row" data-outcome={entry.outcome}>
      <time className="au-when t3" dateTime={entry.at} title={entry.at}>
        {when}
      </time>
      <Who entry={entry} search={search} />
      <span className="au-what">
        <span className="au-sentence">
          {sentence} <ObjectList entry={entry} />
        </span>
        {changes !== '' && <span className="au-changes small t2">{changes}</span>}
      </span>
      <Outcome outcome={entry.outcome} code={entry.code} />
      <span className="au-from mono t2 clip" title={entry.address ?? undefined}>
        <span className="vh">from </span>
        {entry.address ?? 'can’t tell'}
      </span>
      <span className="au-request">
        <Id value={entry.requestId} what="request id" />
      </span>
      <button
        type="button"
        className="au-more"
        aria-expanded={open}
        aria-controls={id}
        aria-label={`More about: ${entry.actor?.name ?? 'not signed in'} ${sentence} ${entry.objects[0] ?? ''}, ${when}`}
        onClick={() => setOpen(!open)}
      >
        <Icon name="chevron" size={12} />
      </button>
      <div id={id} className="au-detail" hidden={!open}>
        {open && <AuditDetail entry={entry} />}
      </div>
    </li>
  );
}
