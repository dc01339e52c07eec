import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Networks, Reach } from '../api.ts';
import { EngineNote } from '../components/containers/engine-note.tsx';
import { cellWords, chosenCell, kindOf, tallyWords } from '../components/networks/cells.ts';
import {
  isCrowded,
  MountList,
  NetworkList,
  RailGraph,
} from '../components/networks/rail-graph.tsx';
import { ProbeButton } from '../components/networks/probe-button.tsx';
import { ReachDetail } from '../components/networks/reach-detail.tsx';
import { ReachList } from '../components/networks/reach-list.tsx';
import { ReachLegend } from '../components/networks/reach-mark.tsx';
import { ReachMatrix } from '../components/networks/reach-matrix.tsx';
import { RulesPanel } from '../components/networks/rules-panel.tsx';
import { QueryError } from '../components/query-error.tsx';
import { Page } from '../components/shell/page.tsx';
import { formatCount } from '../format.ts';
import { useIsCutOff } from '../live-context.tsx';
import { useTRPC } from '../trpc.ts';
import { EmptyState, Note, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';
import './networks.css';

/** Services up to which picture and matrix stand side by side. */
const SIDE_BY_SIDE = 6;

interface ShownProps {
  networks: Networks;
  stale: boolean;
}

function Reachability({ networks, stale }: ShownProps) {
  const { from, to } = useSearch({ from: '/panel/networks' });
  const navigate = useNavigate();
  const chosen = chosenCell(networks, from, to);
  const choose = (cell: Reach) =>
    void navigate({
      to: '/networks',
      search: { from: cell.from, to: cell.to },
      replace: true,
      resetScroll: false,
    });
  const matrix = { networks, chosen, onChoose: choose };
  const loud = chosen !== undefined && kindOf(chosen) === 'broken';
  return (
    <>
      <Panel
        title="Who can reach whom"
        aside={<span className="hide-s">row to column</span>}
        stale={stale}
        className="nets-matrix"
      >
        {networks.omitted > 0 && (
          <Note>
            {formatCount(networks.omitted, 'more service')} left out: a larger matrix can't be read.
            The rules heed them.
          </Note>
        )}
        <ReachMatrix {...matrix} />
        <ReachList {...matrix} />
        <ReachLegend cells={networks.reachability} />
      </Panel>
      {chosen && (
        <Panel
          title={`${chosen.from} to ${chosen.to}`}
          aside={<span className={loud ? 'c-fail m' : undefined}>{cellWords(chosen)}</span>}
          stale={stale}
          className="nets-detail hide-s"
        >
          <ReachDetail cell={chosen} networks={networks} />
        </Panel>
      )}
    </>
  );
}

function Shown({ networks, stale }: ShownProps) {
  const { items, services } = networks;
  const counts = `${formatCount(services.length, 'service')}, ${formatCount(items.length, 'network')}`;
  return (
    <div className={`nets ${services.length > SIDE_BY_SIDE ? 'wide' : ''}`}>
      <Reachability networks={networks} stale={stale} />
      <RulesPanel networks={networks} stale={stale} />
      <Panel title="Who is on which network" aside={counts} stale={stale} className="nets-rails">
        {!isCrowded(networks) && <RailGraph networks={networks} />}
        <NetworkList networks={networks} />
        <MountList mounts={networks.mounts} />
      </Panel>
    </div>
  );
}

/** The answer in one line: whether all rules hold. */
function Verdict({ networks }: { networks: Networks }) {
  const { failing } = tallyWords(networks);
  const { length } = networks.rules;
  if (length === 0) return null;
  return failing === 0 ? (
    <span className="small t3 nw">no rule fails</span>
  ) : (
    <span className="small c-fail m nw">
      {failing} of {formatCount(length, 'rule')} {failing === 1 ? 'fails' : 'fail'}
    </span>
  );
}

function Actions({ networks }: { networks: Networks }) {
  return (
    <>
      <Verdict networks={networks} />
      <span className="row hide-s">
        <ProbeButton networks={networks} />
      </span>
    </>
  );
}

/** Does the isolation hold; if not, which cell and why. */
export function NetworksPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.networks.queryOptions());
  const { data, error } = query;
  const isCutOff = useIsCutOff();
  const connected = data?.engine.state === 'connected';
  const stale = isCutOff || !connected || error !== null;
  return (
    <Page title="Networks" actions={data && connected && <Actions networks={data} />}>
      {data && connected && (
        // The bar of a phone has no room for it.
        <div className="only-s">
          <div className="row wrap">
            <ProbeButton networks={data} />
          </div>
        </div>
      )}
      <QueryError query={query} />
      {data === undefined && !error && (
        <Panel label="Networks">
          <Skeleton lines={6} lineHeight={48} />
        </Panel>
      )}
      {data !== undefined && !connected && <EngineNote engine={data.engine} />}
      {data !== undefined && data.trouble !== null && <Note tone="risk">{data.trouble}</Note>}
      {data?.others !== undefined && data.others.length > 0 && (
        <Note tone="plain">
          This is about the first host of DOCKER_HOSTS. Not about {data.others.join(', ')}: no
          engine can tell who reaches whom across machines.
        </Note>
      )}
      {data !== undefined && connected && data.services.length === 0 && (
        <Panel label="Networks">
          <EmptyState title="No containers, so nobody to reach">
            {data.engine.project === null
              ? 'Docker answers, and no container is there.'
              : `Docker answers, and no container belongs to the project ${data.engine.project}. DOCKER_PROJECT=* shows all.`}
          </EmptyState>
        </Panel>
      )}
      {data !== undefined && data.reachability.length > 0 && data.services.length > 0 && (
        <Shown networks={data} stale={stale} />
      )}
      {data !== undefined && data.reachability.length === 0 && data.rules.length > 0 && (
        <RulesPanel networks={data} stale={stale} />
      )}
    </Page>
  );
}
