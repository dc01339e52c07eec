import { useQuery } from '@tanstack/react-query';
import type { Worker } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { useTRPC } from '../../trpc.ts';
import { HealthBadge } from '../../ui/state-badge.tsx';
import { healthOf, lifeWords } from '../containers/container-words.ts';
import { engineOf } from '../containers/engine-of.ts';
import { Lanes } from '../containers/lanes.tsx';
import { loadsOf } from '../containers/load.ts';
import { ContainerLink } from '../timeline/container-link.tsx';
import './container-load.css';

/** What the container of a worker uses of what it may, or how it ended; nothing where it has none, or none that is known. */
export function ContainerLoad({ worker }: { readonly worker: Worker }) {
  const { data } = useQuery(useTRPC().containers.queryOptions());
  const now = useNow();
  const item = data?.items.find(({ id }) => id === worker.containerId);
  if (data === undefined || item === undefined) return null;
  if (item.state === 'running')
    return (
      <div className="worker-load rule">
        <Lanes item={item} loads={loadsOf(item, engineOf(data, item))} />
      </div>
    );
  return (
    <p className="worker-load rule row">
      <HealthBadge health={healthOf(item)} iconOnly />
      <span>
        <ContainerLink id={item.id} isThere>
          Its container
        </ContainerLink>
        : {lifeWords(item, now)}
      </span>
    </p>
  );
}
