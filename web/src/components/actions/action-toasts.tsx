import type { Action } from '@taskdeck/server/schemas/action';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { errorWords } from '../../errors.ts';
import { formatCount, formatNumber } from '../../format.ts';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useRecover } from '../use-recover.ts';
import './action-toasts.css';
import { actionPercent, actionTitle, refusalWords } from './action-words.ts';
import { closeAction, useStartedActions } from './started-actions.ts';

/** How long a success stays. */
const STAYS_MS = 5_000;

function Outcome({ action }: { readonly action: Action }) {
  const reasons = refusalWords(action);
  return (
    <>
      {action.error !== null && <p className="small break">{action.error}</p>}
      {action.refused > 0 && (
        <details className="small">
          <summary>{formatCount(action.refused, 'job')} refused</summary>
          <ul className="t2">
            {reasons.map((reason) => (
              <li key={reason} className="break">
                {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function ActionToast({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const may = useMay();
  const { data: action, error, refetch } = useQuery(trpc.actions.get.queryOptions({ id }));
  const abort = useMutation(
    trpc.actions.abort.mutationOptions({
      onSuccess: (answer) => queryClient.setQueryData(trpc.actions.get.queryKey({ id }), answer),
    }),
  );
  useRecover(() => void refetch());
  const isGone = error !== null && errorWords(error).code === 'NOT_FOUND';
  const isFine = action?.state === 'done' && action.refused === 0;
  useEffect(() => {
    if (isGone) closeAction(id);
    if (!isFine) return undefined;
    const timer = setTimeout(() => closeAction(id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [id, isFine, isGone]);
  if (action === undefined) return null;
  const isRunning = action.state === 'running';
  const seen = action.done + action.refused;
  return (
    <li className={action.state === 'failed' ? 'toast fail' : 'toast'}>
      <div className="row between">
        <p className="m">
          {/* The end is told, not every step. */}
          <span aria-live="polite">{actionTitle(action)}</span>
        </p>
        {isRunning && may('actions.abort') && (
          <Button disabled={abort.isPending} onClick={() => abort.mutate({ id })}>
            {abort.isPending ? 'Stopping…' : 'Stop'}
          </Button>
        )}
        {!isRunning && (
          <Button tone="quiet" square aria-label="Close" onClick={() => closeAction(id)}>
            <Icon name="cross" />
          </Button>
        )}
      </div>
      {isRunning && (
        <div className="toast-progress">
          <ProgressBar
            percent={actionPercent(action)}
            label={actionTitle(action)}
            withValue={false}
          />
          <span className="small t2">
            {formatNumber(seen)}
            {action.total !== null && ` of ${formatNumber(action.total)}`}
          </span>
        </div>
      )}
      {abort.error && <p className="small c-fail">{errorWords(abort.error).detail}</p>}
      <Outcome action={action} />
    </li>
  );
}

/** What this tab set going on many jobs: one toast each, with progress and Stop, then with its end. */
export function ActionToasts() {
  const ids = useStartedActions();
  return (
    <section aria-label="Actions">
      <ul className="toasts">
        {ids.map((id) => (
          <ActionToast key={id} id={id} />
        ))}
      </ul>
    </section>
  );
}
