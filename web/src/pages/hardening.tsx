import { useQuery } from '@tanstack/react-query';
import type { Hardening } from '../api.ts';
import { EngineNote } from '../components/containers/engine-note.tsx';
import { ChecksPanel } from '../components/hardening/checks-panel.tsx';
import { panelFacts, tally, verdictWords } from '../components/hardening/hardening-words.ts';
import { QueryError } from '../components/query-error.tsx';
import { Page } from '../components/shell/page.tsx';
import { useIsCutOff } from '../live-context.tsx';
import { useTRPC } from '../trpc.ts';
import { KeyValue } from '../ui/key-value.tsx';
import { Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

function Verdict({ hardening }: { hardening: Hardening }) {
  const fails = tally(hardening).failing > 0;
  return (
    <span className={`small nw hide-s ${fails ? 'c-fail m' : 't3'}`}>
      {verdictWords(hardening)}
    </span>
  );
}

/** Does our own stack hold to its rules; if not, what does it mean and what is to be set. */
export function HardeningPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.hardening.queryOptions());
  const { data, error } = query;
  const isCutOff = useIsCutOff();
  const stale = isCutOff || error !== null;
  return (
    <Page title="Hardening" actions={data && <Verdict hardening={data} />}>
      <QueryError query={query} />
      {data === undefined && !error && (
        <Panel label="Hardening">
          <Skeleton lines={8} lineHeight={40} />
        </Panel>
      )}
      {data !== undefined && (
        <>
          {data.engine.state !== 'connected' && <EngineNote engine={data.engine} />}
          <Panel label="How the panel is set" stale={stale} className="hd-facts">
            <KeyValue layout="row" items={panelFacts(data)} />
          </Panel>
          <ChecksPanel hardening={data} stale={stale} />
        </>
      )}
    </Page>
  );
}
