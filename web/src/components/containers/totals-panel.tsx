import type { Container, Containers } from '../../api.ts';
import { formatBytes, formatCores, formatCount, formatNumber } from '../../format.ts';
import type { HealthKind } from '../../ui/health-kind.ts';
import { HealthBadge } from '../../ui/state-badge.tsx';
import { LoadLine } from '../../ui/load-line.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AccessCell } from './access-cell.tsx';
import { groupName, healthOf } from './container-words.ts';
import { hostsHave } from './engine-of.ts';
import { UNKNOWN } from './load.ts';
import './totals-panel.css';

/** Sum over the containers; null when none of them is known. */
function sum(items: readonly Container[], read: (item: Container) => number | null): number | null {
  const known = items.map(read).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

/** What limits add up to, and how many have none: `limits 7.20 of 8 cores, 2 without`. */
function promised(limits: number | null, without: number, words: (limits: number) => string) {
  if (limits === null) return 'no limits';
  return without === 0 ? words(limits) : `${words(limits)}, ${formatNumber(without)} without`;
}

interface PromisedProps {
  items: readonly Container[];
  containers: Containers;
}

function Cpu({ items, containers }: PromisedProps) {
  const host = hostsHave(containers, 'cpus');
  const used = sum(items, (item) => item.cpu.cores);
  const limits = sum(items, (item) => item.cpu.limitCores);
  const without = items.filter((item) => item.cpu.limitCores === null).length;
  const words = used === null ? UNKNOWN : `${formatCores(used)} in use`;
  const limitWords = promised(limits, without, (sum) =>
    host === null
      ? `limits ${formatCores(sum)} cores; the host’s: ${UNKNOWN}`
      : `limits ${formatCores(sum)} of ${formatCount(host, 'core')}`,
  );
  return (
    <div>
      <h2 className="label">CPU promised</h2>
      <p className="row">
        <LoadLine used={used} limit={host} tone="quiet" label={`cpu ${words}, ${limitWords}`} />
        <span className="small nw">{words}</span>
      </p>
      <p className="small t3">
        {limitWords}
        <MoreThanThere limits={limits} host={host} />
      </p>
    </div>
  );
}

function Memory({ items, containers }: PromisedProps) {
  const host = hostsHave(containers, 'memoryBytes');
  const used = sum(items, (item) => item.memory.usedBytes);
  const limits = sum(items, (item) => item.memory.limitBytes);
  const reserved = sum(items, (item) => item.memory.reservationBytes);
  const without = items.filter((item) => item.memory.limitBytes === null).length;
  const words = used === null ? UNKNOWN : `${formatBytes(used)} in use`;
  const limitWords = promised(limits, without, (sum) => {
    const of = host === null ? '' : ` of ${formatBytes(host)}`;
    return `limits ${formatBytes(sum)}${of}${reserved === null ? '' : `, reserved ${formatBytes(reserved)}`}`;
  });
  return (
    <div>
      <h2 className="label">Memory promised</h2>
      <p className="row">
        <LoadLine
          used={used}
          limit={host}
          reserved={reserved}
          tone="quiet"
          label={`memory ${words}, ${limitWords}`}
        />
        <span className="small nw">{words}</span>
      </p>
      <p className="small t3">
        {limitWords}
        <MoreThanThere limits={limits} host={host} />
      </p>
    </div>
  );
}

/** If all used what they may, there would not be enough. */
function MoreThanThere({ limits, host }: { limits: number | null; host: number | null }) {
  if (limits === null || host === null || limits <= host) return null;
  return <span className="c-risk">, more than there is</span>;
}

/** The worst first: that is what one looks for. */
const ORDER = [
  'unhealthy',
  'broken',
  'restarting',
  'starting',
  'healthy',
  'running',
  'paused',
  'unknown',
] as const satisfies readonly HealthKind[];
const WORDS: Partial<Record<HealthKind, string>> = { broken: 'ended badly', running: 'running' };

function Health({ items, engine }: Pick<Containers, 'items' | 'engine'>) {
  const kinds = items.map(healthOf);
  const count = (kind: HealthKind) => kinds.filter((other) => other === kind).length;
  const done = count('done') + count('stopped');
  const services = new Set(items.map((item) => groupName(item, engine.project))).size;
  return (
    <div>
      <h2 className="label">Health</h2>
      <p className="row wrap">
        {ORDER.filter((kind) => count(kind) > 0).map((kind) => (
          <HealthBadge key={kind} health={kind} label={`${count(kind)} ${WORDS[kind] ?? kind}`} />
        ))}
      </p>
      <p className="small t3">
        {done > 0 && `${done} ended; `}
        {formatCount(items.length, 'container')} in {formatCount(services, 'service')}
      </p>
    </div>
  );
}

/** The whole at a glance: what is promised of the host, how many are well, and by whose leave we know. */
export function TotalsPanel({ containers, stale }: { containers: Containers; stale: boolean }) {
  const { engine, items } = containers;
  const running = items.filter((item) => item.state === 'running');
  return (
    <Panel label="Totals" className="quarters totals" stale={stale}>
      <Cpu items={running} containers={containers} />
      <Memory items={running} containers={containers} />
      <Health items={items} engine={engine} />
      <AccessCell engine={engine} />
    </Panel>
  );
}
