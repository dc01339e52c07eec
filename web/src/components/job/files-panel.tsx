import type { Artifacts } from '@taskdeck/server/schemas/artifact';
import { useQuery } from '@tanstack/react-query';
import { RestError, restErrorOf } from '../../errors.ts';
import { formatBytes, formatCount } from '../../format.ts';
import { Panel } from '../../ui/panel.tsx';
import { QueryError } from '../query-error.tsx';
import { useRecover } from '../use-recover.ts';
import type { Job } from './job.ts';

/** More files than this are counted, not listed. */
const MAX_LISTED = 50;

const addressOf = (id: string): string => `/api/tasks/${id}/artifacts`;

async function fetchFiles(id: string): Promise<Artifacts['items']> {
  const response = await fetch(addressOf(id)).catch(() => {
    throw new RestError(null);
  });
  if (!response.ok) throw await restErrorOf(response);
  const answer: Artifacts = await response.json();
  return answer.items;
}

/** Files that the job has left so far, to download; nothing when there are none. */
export function FilesPanel({ job }: { readonly job: Job }) {
  const { id, state, attempts, startedAt } = job;
  const query = useQuery({
    // With each start and end there may be others.
    queryKey: ['files', id, state, attempts.length],
    queryFn: () => fetchFiles(id),
    enabled: startedAt !== null,
  });
  const { data: files = [], error } = query;
  useRecover(() => {
    if (error) void query.refetch();
  });
  if (error && files.length === 0)
    return (
      <Panel title="Files" padded>
        <QueryError query={query} />
      </Panel>
    );
  if (files.length === 0) return null;
  const listed = files.slice(0, MAX_LISTED);
  return (
    <Panel
      title="Files"
      aside={<span className="small t3">{formatCount(files.length, 'file')}</span>}
    >
      <QueryError query={query} />
      <table className="table">
        <thead>
          <tr>
            <th>Name</th>
            <th className="num">Size</th>
          </tr>
        </thead>
        <tbody>
          {listed.map(({ name, sizeBytes }) => (
            <tr key={name}>
              <td title={name}>
                <a
                  className="link mono"
                  href={`${addressOf(id)}/${name.split('/').map(encodeURIComponent).join('/')}`}
                  download
                >
                  {name}
                </a>
              </td>
              <td className="num">{formatBytes(sizeBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {files.length > MAX_LISTED && (
        <p className="small t3 padded">
          The first {MAX_LISTED}; all of them:{' '}
          <a className="link" href={addressOf(id)}>
            {addressOf(id)}
          </a>
        </p>
      )}
    </Panel>
  );
}
