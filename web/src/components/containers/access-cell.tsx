import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useRef } from 'react';
import type { DockerAccess, Engine } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { errorWords, staleWords } from '../../errors.ts';
import { formatWhen } from '../../format.ts';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import '../../ui/dialog.css';
import { Icon } from '../../ui/icon.tsx';
import { gravestFirst, outcomeWords, refusedWords, verdictOf } from './access-words.ts';
import './access-cell.css';

/** Tries the gate now; what comes of it is shown to everybody. */
function useCheck() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const may = useMay();
  const check = useMutation(
    trpc.stack.checkAccess.mutationOptions({
      onSuccess: (access) => queryClient.setQueryData(trpc.stack.access.queryKey(), access),
    }),
  );
  return { check, isAllowed: may('stack.checkAccess') };
}

function ProbeTable({ probes }: Pick<DockerAccess, 'probes'>) {
  return (
    <table className="table access-probes">
      <thead>
        <tr>
          <th className="access-outcome">Outcome</th>
          <th>Request</th>
          <th>What it would open</th>
        </tr>
      </thead>
      <tbody>
        {gravestFirst(probes).map((probe) => (
          <tr key={`${probe.method} ${probe.target}`}>
            <td className="access-outcome">
              <span className={probe.refused ? 't2' : 'c-fail m'}>{outcomeWords(probe)}</span>
            </td>
            <td className="mono break">
              {probe.method} {probe.target}
            </td>
            <td className="t2">{probe.danger}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface EvidenceProps {
  readonly access: DockerAccess;
  readonly check: ReturnType<typeof useCheck>;
}

/** Every request that was sent, and what became of it. */
function Evidence({ access, check: { check, isAllowed } }: EvidenceProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  return (
    <>
      <button type="button" className="link small" onClick={() => dialog.current?.showModal()}>
        every request
      </button>
      <dialog ref={dialog} className="dialog access-dialog" aria-labelledby={title}>
        <h2 id={title}>What the way to Docker refuses</h2>
        <p className="t2">
          Sent the same way as the panel’s own questions. None would do harm if it got through: they
          name nothing that exists.
        </p>
        <ProbeTable probes={access.probes} />
        <form method="dialog" className="row">
          {isAllowed && (
            <Button disabled={check.isPending} onClick={() => check.mutate()}>
              {check.isPending ? 'Checking…' : 'Check again'}
            </Button>
          )}
          <span className="grow" />
          <Button type="submit">Close</Button>
        </form>
      </dialog>
    </>
  );
}

/** Whether nothing can be written through the panel's way to Docker, with the proof. Loud and first where something can. */
export function AccessCell({ engine }: { readonly engine: Engine }) {
  const trpc = useTRPC();
  const now = useNow();
  const { data, error, dataUpdatedAt } = useQuery(trpc.stack.access.queryOptions());
  const check = useCheck();
  const verdict = data && verdictOf(data);
  const refused = data ? refusedWords(data) : null;
  const isOpen = data?.verdict === 'open';
  const failure = check.check.error ?? (data === undefined ? error : null);
  return (
    <div className={isOpen ? 'access access-open' : 'access'} role={isOpen ? 'alert' : undefined}>
      <h2 className="label">Docker access</h2>
      {verdict && (
        <p className="row wrap">
          <span className="row">
            <Icon name={verdict.icon} className={verdict.tone} />
            <span className={isOpen ? 'm c-fail' : undefined}>{verdict.words}</span>
          </span>
          {refused !== null && data.checkedAt !== null && (
            <span className="small t3">
              {refused}, {formatWhen(data.checkedAt, now)}
            </span>
          )}
        </p>
      )}
      {data !== undefined && data.reason !== null && data.verdict !== 'proven' && (
        <p className="small t2 break">{data.reason}</p>
      )}
      {failure && (
        <p className="small c-fail" role="alert">
          {errorWords(failure).title}
        </p>
      )}
      {error && data !== undefined && (
        <p className="small t3" aria-live="polite">
          {staleWords(errorWords(error), dataUpdatedAt)}
        </p>
      )}
      <div className="row wrap small t3">
        {data !== undefined && data.probes.length > 0 && <Evidence access={data} check={check} />}
        {check.isAllowed && (
          <button
            type="button"
            className="link small"
            disabled={check.check.isPending}
            onClick={() => check.check.mutate()}
          >
            {check.check.isPending ? 'checking…' : 'check again'}
          </button>
        )}
        <span className="break" title={engine.name ?? undefined}>
          {[
            engine.version && `${engine.kind === 'podman' ? 'Podman' : 'Engine'} ${engine.version}`,
            engine.apiVersion && `API ${engine.apiVersion}`,
            engine.rootless === true && 'without root',
            engine.project === null ? 'all containers' : `project ${engine.project}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
    </div>
  );
}
