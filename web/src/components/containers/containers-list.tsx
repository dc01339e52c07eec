import type { Container, Containers, Worker } from '../../api.ts';
import { Panel } from '../../ui/panel.tsx';
import { groupName } from './container-words.ts';
import { ContainerRow } from './container-row.tsx';
import { pressureOf } from './load.ts';
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

function Legend() {
  return (
    <div className="ct-head small t3" aria-hidden="true">
      <span>Service</span>
      <span>Container</span>
      <span className="row">
        Load against limit
        <span className="micro">▴ reserved</span>
        <span className="micro">┃ limit</span>
        <span className="micro">▨ what it costs</span>
      </span>
      <span>Networks</span>
      <span>Restarts</span>
    </div>
  );
}

export interface ContainersListProps {
  containers: Containers;
  workers: readonly Worker[];
  /** `pressure`: nearest to a limit first, not grouped. */
  order: 'service' | 'pressure';
  stale: boolean;
}

export function ContainersList({ containers, workers, order, stale }: ContainersListProps) {
  const { engine, items } = containers;
  const common = { engine, workers, withService: order === 'pressure' };
  if (order === 'pressure') {
    const sorted = items.toSorted((a, b) => pressureOf(b, engine) - pressureOf(a, engine));
    return (
      <Panel label="Containers, nearest to a limit first" className="ct flat" stale={stale}>
        <Legend />
        <ul>
          {sorted.map((item) => (
            <ContainerRow key={item.id} item={item} {...common} />
          ))}
        </ul>
      </Panel>
    );
  }
  return (
    <Panel label="Containers by service" className="ct" stale={stale}>
      <Legend />
      {byService(containers).map((group) => (
        <section key={group.name} className="ct-service" aria-label={group.name}>
          <h2 className="clip">{group.name}</h2>
          <ul>
            {group.items.map((item) => (
              <ContainerRow key={item.id} item={item} {...common} />
            ))}
          </ul>
        </section>
      ))}
    </Panel>
  );
}
