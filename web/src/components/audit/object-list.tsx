import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '../../api.ts';
import { shortId } from '../../format.ts';
import { placeOf } from './object-place.ts';

/** More than these are counted, not listed. */
const MOST = 3;

function ObjectName({ action, name, gone }: { action: string; name: string; gone: boolean }) {
  const place = gone ? null : placeOf(action, name);
  const shown = <span className="mono">{shortId(name)}</span>;
  if (place === null) return <span title={name}>{shown}</span>;
  return (
    <Link className="link" title={name} {...place}>
      {shown}
    </Link>
  );
}

/** What a change concerned: links, as far as there is a page for it. */
export function ObjectList({
  entry,
}: {
  entry: Pick<AuditEntry, 'action' | 'objects' | 'outcome'>;
}) {
  const { action, objects, outcome } = entry;
  const gone = action.endsWith('.remove') && outcome === 'done';
  const listed = objects.slice(0, MOST);
  return (
    <>
      {listed.map((name, index) => (
        <span key={`${index}${name}`}>
          {index > 0 && ', '}
          <ObjectName action={action} name={name} gone={gone} />
        </span>
      ))}
      {objects.length > MOST && ` and ${objects.length - MOST} more`}
    </>
  );
}
