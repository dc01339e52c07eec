import type { ActionKind } from '@taskdeck/server/schemas/action';
import { useHotkeys } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobRow } from '../../api.ts';
import { errorWords } from '../../errors.ts';
import { formatNumber } from '../../format.ts';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuSelect } from '../../ui/menu-select.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { useStartAction } from '../actions/use-start-action.ts';
import { allowedActions } from '../job/use-job-actions.ts';
import './bulk-bar.css';
import { matchesOf, queriesOf, type ListFilter } from './list-filter.ts';
import { PRIORITIES } from './priorities.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import type { Selection } from './use-selection.ts';

interface BulkBarProps {
  readonly filter: ListFilter;
  readonly rows: readonly JobRow[];
  readonly selection: Selection;
}

type Allowed = keyof ReturnType<typeof allowedActions>;

/** How many jobs match, as far as the server counts; null until it has said. */
function useMatching(filter: ListFilter) {
  const trpc = useTRPC();
  const counts = useQueries({
    queries: queriesOf(filter).map((query) => trpc.tasks.count.queryOptions(query)),
  });
  const known = counts.flatMap(({ data }) => data ?? []);
  if (known.length < counts.length) return null;
  return {
    count: known.reduce((sum, { count }) => sum + count, 0),
    isExact: known.every(({ exact }) => exact),
  };
}

/** What can be done with the selected jobs, floating at the lower edge while there are any. Escape gives the selection up. */
export function BulkBar({ filter, rows, selection }: BulkBarProps) {
  const { ids, isAll } = selection;
  const may = useMay();
  const matching = useMatching(filter);
  const start = useStartAction();
  const [isRemoving, setIsRemoving] = useState(false);
  // Also from the boxes, which are inputs.
  useHotkeys([['Escape', () => !isRemoving && selection.clear()]], []);
  const selected = isAll ? matchesOf(filter) : rows.filter((row) => ids.has(row.id));
  // One that is out of bounds makes the server refuse them all.
  const isInBounds = selected.every((target) => may('actions.start', target));
  const can = (action: Allowed): boolean =>
    isInBounds && selected.some((target) => allowedActions(target, may)[action]);
  const count = isAll && matching ? matching.count : ids.size;
  const isExact = !isAll || matching?.isExact !== false;
  const words = `${isExact ? '' : 'at least '}${formatNumber(count)}`;

  const act = async (kind: ActionKind, priority?: JobRow['priority']) => {
    const targets = isAll
      ? queriesOf(filter).map((query) => ({ filter: query }))
      : [{ ids: [...ids] }];
    await Promise.all(
      targets.map((target) => start.mutateAsync({ kind, target, ...(priority && { priority }) })),
    ).then(selection.clear, () => undefined);
  };
  return (
    <>
      {start.error && (
        <div className="bulk-error">
          <ErrorState error={errorWords(start.error)} />
        </div>
      )}
      <section className="bulk-bar" aria-label="Selected jobs">
        <p aria-live="polite">{isAll ? `All ${words} that match` : `${words} selected`}</p>
        {!isAll && matching !== null && (matching.count > ids.size || !matching.isExact) && (
          <button type="button" className="bulk-all" onClick={selection.takeAll}>
            Select all {matching.isExact ? '' : 'at least '}
            {formatNumber(matching.count)} that match
          </button>
        )}
        <i aria-hidden="true" />
        <Button disabled={start.isPending || !can('retry')} onClick={() => void act('retry')}>
          Retry
        </Button>
        <Button disabled={start.isPending || !can('runNow')} onClick={() => void act('run-now')}>
          Run now
        </Button>
        <Button disabled={start.isPending || !can('cancel')} onClick={() => void act('cancel')}>
          Cancel
        </Button>
        <MenuSelect
          label="Priority"
          value={null}
          options={PRIORITIES}
          disabled={start.isPending || !can('setPriority')}
          onChange={(priority) => void act('set-priority', priority)}
        />
        {may('tasks.remove') && (
          <Button disabled={start.isPending || !can('remove')} onClick={() => setIsRemoving(true)}>
            Remove
          </Button>
        )}
        <i aria-hidden="true" />
        <Button square aria-label="Select none" onClick={selection.clear}>
          <Icon name="cross" />
        </Button>
      </section>
      {isRemoving && (
        <RemoveDialog
          count={count}
          isExact={isExact}
          onClose={() => setIsRemoving(false)}
          onRemove={() => void act('remove')}
        />
      )}
    </>
  );
}
