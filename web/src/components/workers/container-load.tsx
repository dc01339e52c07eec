import { useQuery } from '@tanstack/react-query';
import type { Worker } from '../../api.ts';
import { useTRPC } from '../../trpc.ts';
import { Lanes } from '../containers/lanes.tsx';
import { engineOf } from '../containers/engine-of.ts';
import { loadsOf } from '../containers/load.ts';
import './container-load.css';

/** What the container of a worker uses of what it may; nothing where it has none, or none that is known. */
export function ContainerLoad({ worker }: { readonly worker: Worker }) {
  const { data } = useQuery(useTRPC().containers.queryOptions());
  const item = data?.items.find(({ id }) => id === worker.containerId);
  if (data === undefined || item === undefined || item.state !== 'running') return null;
  return (
    <div className="worker-load rule">
      <Lanes item={item} loads={loadsOf(item, engineOf(data, item))} />
    </div>
  );
}
