import { useMemo } from 'react';
import type { Container, ContainerUsage } from '../../api.ts';
import { EmptyState } from '../../ui/notices.tsx';
import { LaneStack } from '../plots/lane-stack.tsx';
import { usagePlots } from './usage-lanes.ts';

const TALL = ['CPU, cores', 'Memory'];

/** Usage against limits. Loaded when first shown, as it carries the plots. */
export function UsagePlot({ usage, item }: { usage: ContainerUsage; item: Container }) {
  const { grid, lanes, unknown } = useMemo(() => usagePlots(usage, item), [usage, item]);
  const heights = lanes.map(
    ({ title }, i) => (TALL.includes(title) ? 104 : 66) + (i === lanes.length - 1 ? 26 : 0),
  );
  if (lanes.length === 0)
    return (
      <EmptyState title="No figures in this time">
        It did not run while somebody sampled.
      </EmptyState>
    );
  return (
    <>
      <LaneStack lanes={lanes} grid={grid} heights={heights} />
      {unknown.length > 0 && (
        <p className="usage-unknown small t3">Can’t tell in this time: {unknown.join(', ')}.</p>
      )}
    </>
  );
}
