import { useMemo } from 'react';
import type { History } from '../../api.ts';
import { LaneStack } from '../plots/lane-stack.tsx';
import { historyGrid } from './history-grid.ts';
import { historyLanes } from './history-lanes.ts';

const HEIGHTS = [128, 116, 138] as const;

/** The queue over time. Loaded when first shown, as it carries the plots. */
export function HistoryPlot({ history }: { history: History }) {
  const grid = useMemo(() => historyGrid(history), [history]);
  const lanes = useMemo(() => historyLanes(grid), [grid]);
  return <LaneStack lanes={lanes} grid={grid} heights={HEIGHTS} />;
}
