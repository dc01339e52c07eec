import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Hardening } from '../api.ts';
import { EngineNote } from '../components/containers/engine-note.tsx';
import { ChecksPanel } from '../components/hardening/checks-panel.tsx';
import { panelFacts, tally, verdictWords } from '../components/hardening/hardening-words.ts';
import { Page } from '../components/shell/page.tsx';
import { errorWords } from '../errors.ts';
import { useConnection } from '../live-context.tsx';
import { useTRPC } from '../trpc.ts';
import { KeyValue } from '../ui/key-value.tsx';
import { ErrorState, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

/** It is judged from what the server knows anyway, and changes when somebody changes the stack. */
const ASK_AGAIN_MS = 15_000;

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
  const { data, error, refetch, dataUpdatedAt } = useQuery(
    trpc.hardening.queryOptions(undefined, { refetchInterval: ASK_AGAIN_MS }),
  );
  const { data: engineState } = useQuery(
    trpc.containers.queryOptions(undefined, { select: ({ engine }) => engine.state }),
  );
  // Without Docker nothing may stay green until the next turn.
  useEffect(() => void refetch(), [engineState, refetch]);
  const { state } = useConnection();
  const stale = state === 'stale' || state === 'offline' || error !== null;
  return (
    <Page title="Hardening" actions={data && <Verdict hardening={data} />}>
      {error && (
        <ErrorState
          error={errorWords(error)}
          shownFrom={data === undefined ? undefined : dataUpdatedAt}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined && !error && (
        <Panel label="Hardening">
          <Skeleton lines={8} lineHeight={40} />
        </Panel>
      )}
      {data !== undefined && (
        <>
          {data.engine.state !== 'connected' && <EngineNote engine={data.engine} />}
          <Panel label="How the panel is set" stale={stale}>
            <KeyValue layout="row" items={panelFacts(data)} />
          </Panel>
          <ChecksPanel hardening={data} stale={stale} />
        </>
      )}
    </Page>
  );
}
