import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { EngineNote } from '../components/containers/engine-note.tsx';
import { Page } from '../components/shell/page.tsx';
import { TimelineFilterBar } from '../components/timeline/timeline-filter.tsx';
import { TimelinePages } from '../components/timeline/timeline-pages.tsx';
import { useTRPC } from '../trpc.ts';

/** What happened to containers, and since when nobody could tell. The address holds the filter. */
export function TimelinePage() {
  const search = useSearch({ from: '/panel/timeline' });
  const engine = useQuery(useTRPC().containers.queryOptions()).data?.engine;
  return (
    <Page title="Timeline">
      {engine !== undefined && engine.state !== 'connected' && <EngineNote engine={engine} />}
      <TimelineFilterBar search={search} />
      {/* A new filter is a new list: nothing of the old one is carried over. */}
      <TimelinePages key={JSON.stringify(search)} search={search} />
    </Page>
  );
}
