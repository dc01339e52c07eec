import type { Container, Containers, Worker } from '../../api.ts';
import { Panel } from '../../ui/panel.tsx';
import { ContainerRow } from './container-row.tsx';
import { groupName, networkName } from './container-words.ts';
import { engineOf, isAnswering, seenAt } from './engine-of.ts';
import { pressureOf } from './load.ts';
import type { StackHistory } from './use-stack-day.ts';
import './containers-list.css';

/** Services by name, replicas in order; what belongs to no service comes last, under its own name. */
function byService({ items, engine }: Containers): { name: string; items: Container[] }[] {
  const groups = new Map<string, Container[]>();
  for (const item of items) {
    const name = groupName(item, engine.project);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, members]) => ({
      name,
      items: members.sort((a, b) => (a.replica ?? 0) - (b.replica ?? 0)),
    }));
}

/** What all containers of a service are on, or that they ran once. */
function serviceWords(items: readonly Container[], project: string | null): string {
  if (items.every((item) => item.done)) return 'one-off';
  const names = items.flatMap((item) => item.networks.map(({ name }) => name));
  return [...new Set(names)].map((name) => networkName(name, project)).join(', ');
}

function Legend() {
  return (
    <div className="ct-head small t3" aria-hidden="true">
      <span>Service</span>
      <span>Container</span>
      <span className="row">
        Load against limit
        <span className="micro">▴ reserved</span>
        <span className="micro">│ peak 24 h</span>
        <span className="micro">┃ limit</span>
        <span className="micro">▨ its cost</span>
      </span>
      <span className="row between">
        Health, 24 h <span className="micro">yesterday to now</span>
      </span>
      <span>Restarts</span>
      <span>Doing</span>
    </div>
  );
}

interface ContainersListProps {
  containers: Containers;
  workers: readonly Worker[];
  history: StackHistory;
  /** `pressure`: nearest to a limit first, not grouped. */
  order: 'service' | 'pressure';
  stale: boolean;
}

export function ContainersList(props: ContainersListProps) {
  const { containers, workers, history, order, stale } = props;
  const { engine, items } = containers;
  const row = (item: Container) => {
    const away = !isAnswering(containers, item);
    return (
      <ContainerRow
        key={item.id}
        item={item}
        engine={engineOf(containers, item)}
        workers={workers}
        history={history}
        withService={order === 'pressure'}
        seenAt={stale || away ? seenAt(containers, item) : null}
        dimmed={!stale && away}
      />
    );
  };
  if (order === 'pressure') {
    const pressure = (item: Container) => pressureOf(item, engineOf(containers, item));
    return (
      <Panel label="Containers, nearest to a limit first" className="ct flat" stale={stale}>
        <Legend />
        <ul>{items.toSorted((a, b) => pressure(b) - pressure(a)).map(row)}</ul>
      </Panel>
    );
  }
  return (
    <Panel label="Containers by service" className="ct" stale={stale}>
      <Legend />
      {byService(containers).map((group) => {
        const words = serviceWords(group.items, engine.project);
        return (
          <section key={group.name} className="ct-service" aria-label={group.name}>
            <header>
              <h2 className="break">{group.name}</h2>
              <p className="small t3 break">{words === '' ? 'no network' : words}</p>
            </header>
            <ul>{group.items.map(row)}</ul>
          </section>
        );
      })}
    </Panel>
  );
}
