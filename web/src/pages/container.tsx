import { useParams } from '@tanstack/react-router';
import { ContainerFacts } from '../components/container/container-facts.tsx';
import { useContainer } from '../components/container/use-container.ts';
import { dayOf } from '../components/containers/container-day.ts';
import { containerName } from '../components/containers/container-words.ts';
import { useStackDay } from '../components/containers/use-stack-day.ts';
import { Page } from '../components/shell/page.tsx';
import { shortContainerId } from '../format.ts';
import { Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

const PARENT = { to: '/containers', label: 'Containers' } as const;

/** One container: how it is, what it used, what happened to it, and what it may do. */
export function ContainerPage() {
  const { id } = useParams({ from: '/panel/containers/$id' });
  const { item, containers, worker } = useContainer(id);
  const { day } = useStackDay();
  if (item === undefined)
    return (
      <Page title={`Container ${shortContainerId(id)}`} parent={PARENT}>
        <Panel label="Loading">
          <Skeleton lines={8} />
        </Panel>
      </Page>
    );
  return (
    <Page title={containerName(item, containers?.engine.project ?? null)} parent={PARENT}>
      <ContainerFacts item={item} day={dayOf(day, id)} worker={worker} />
    </Page>
  );
}
