import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Startup } from '../api.ts';
import { useNow } from '../clock.ts';
import { EngineNote } from '../components/containers/engine-note.tsx';
import { QueryError } from '../components/query-error.tsx';
import { Page } from '../components/shell/page.tsx';
import { StartupTable } from '../components/startup/startup-table.tsx';
import { slowestWords, waveTitle } from '../components/startup/startup-words.ts';
import { WaterfallChart } from '../components/startup/waterfall-chart.tsx';
import { asOfNow, wavesOf, type Wave } from '../components/startup/waterfall.ts';
import { useRecover } from '../components/use-recover.ts';
import { formatWhenExactly } from '../format.ts';
import { useIsCutOff } from '../live-context.tsx';
import { useTRPC } from '../trpc.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState, Note, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

interface WavePanelProps {
  readonly wave: Wave;
  readonly project: string | null;
  readonly renewed: ReadonlySet<string>;
  readonly stale: boolean;
}

function WavePanel({ wave, project, renewed, stale }: WavePanelProps) {
  const now = useNow();
  const slowest = slowestWords(wave);
  return (
    <Panel title={waveTitle(wave)} aside={formatWhenExactly(wave.from, now)} stale={stale}>
      {slowest !== null && (
        <Note icon="delayed">
          The slowest way: <b className="break">{slowest}</b>. To be ready sooner, one of these has
          to be quicker.
        </Note>
      )}
      <WaterfallChart wave={wave} project={project} now={now} />
      <div className="rule">
        <StartupTable wave={wave} project={project} renewed={renewed} now={now} />
      </div>
    </Panel>
  );
}

function Nothing() {
  return (
    <Panel label="Startup">
      <EmptyState
        title="Nothing is known of a start yet"
        action={
          <Link className={buttonClass()} to="/containers">
            To the containers
          </Link>
        }
      >
        The order of a start is read from Compose’s own labels, within some seconds after Docker
        answers. A container that belongs to no service is not shown here.
      </EmptyState>
    </Panel>
  );
}

/** Services with a container that was started anew since it was made. */
const renewedOf = ({ items }: Startup): ReadonlySet<string> =>
  new Set(items.filter(({ restarted }) => restarted).map(({ service }) => service));

/** How the project came up: when everything was ready, what waited for what, and what took longest. */
export function StartupPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.stack.startup.queryOptions());
  const { data, error } = query;
  useRecover(() => void query.refetch());
  const { data: containers } = useQuery(trpc.containers.queryOptions());
  const engine = containers?.engine;
  const isCutOff = useIsCutOff();
  const isConnected = engine?.state === 'connected';
  const stale = isCutOff || (engine !== undefined && !isConnected);
  const now = useNow();
  const waves = data === undefined ? [] : wavesOf(asOfNow(data, containers), now);
  return (
    <Page title="Startup">
      <QueryError query={query} />
      {data === undefined && !error && (
        <Panel label="Startup">
          <Skeleton lines={8} />
        </Panel>
      )}
      {engine !== undefined && !isConnected && <EngineNote engine={engine} />}
      {data !== undefined && waves.length === 0 && (engine === undefined || isConnected) && (
        <Nothing />
      )}
      {data !== undefined &&
        waves.map((wave) => (
          <WavePanel
            key={wave.rows.map(({ item }) => item.id).join(' ')}
            wave={wave}
            project={engine?.project ?? null}
            renewed={renewedOf(data)}
            stale={stale}
          />
        ))}
    </Page>
  );
}
