import type { ReactNode } from 'react';
import type { AuditEntry } from '../../api.ts';
import { NONE } from '../../format.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { readable } from './changes.ts';

function Text({ text }: { text: string }) {
  return <pre className="au-json">{readable(text)}</pre>;
}

/** All that was written down of one change. */
export function AuditDetail({ entry }: { entry: AuditEntry }) {
  const { actor, action, objects, request, before, after, outcome, code } = entry;
  const json = (key: string, text: string | null): { key: string; value: ReactNode }[] =>
    text === null ? [] : [{ key, value: <Text text={text} /> }];
  return (
    <KeyValue
      items={[
        { key: 'At', value: <span className="mono">{entry.at}</span> },
        {
          key: 'Who',
          value:
            actor === null
              ? 'nobody who was signed in'
              : `${actor.name}, ${actor.role}, by ${actor.via === 'token' ? 'a token' : 'a session'}`,
        },
        { key: 'Action', value: <span className="mono">{action}</span> },
        {
          key: 'Concerned',
          value:
            objects.length === 0 ? NONE : <span className="mono break">{objects.join(', ')}</span>,
        },
        { key: 'Outcome', value: code === null ? outcome : `${outcome}: ${code}` },
        ...json('Asked for', request),
        ...json('Before', before),
        ...json('After', after),
        { key: 'From', value: <span className="mono">{entry.address ?? 'can’t tell'}</span> },
        {
          key: 'Request',
          value: (
            <span className="row wrap">
              <span className="mono break">{entry.requestId}</span>
              <CopyButton text={entry.requestId} label="Copy the request id" />
            </span>
          ),
        },
      ]}
    />
  );
}
