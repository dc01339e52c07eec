import { formatClock } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

interface AsOfProps {
  /** Epoch ms; 0: nothing has come yet. */
  readonly at: number;
  readonly isFetching: boolean;
  readonly onRefresh: () => void;
}

/** When it was true, and a way to look again: no live stream tells of other programs' queues. */
export function AsOf({ at, isFetching, onRefresh }: AsOfProps) {
  return (
    <span className="row foreign-as-of">
      {at > 0 && <span className="small t3">as of {formatClock(at)}</span>}
      <Button onClick={onRefresh} disabled={isFetching}>
        <Icon name="retry" /> Refresh
      </Button>
    </span>
  );
}
