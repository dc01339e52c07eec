import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { spreadLabels, type Lane, type TimeGrid } from './lane.ts';
import { laneOptions } from './lane-options.ts';
import './lane-plot.css';

/** Room at the right for the names of the lines, in px; below `WIDE` they stand in a line above instead. */
export const LABELS_PX = 132;
export const WIDE = 640;

interface LanePlotProps {
  lane: Lane;
  /** The time axis. */
  grid: TimeGrid;
  width: number;
  height: number;
  /** The lowest lane carries the time axis for all. */
  withTime: boolean;
  /** Step that is pointed at, in any lane; null: none. */
  pointed: number | null;
  onPoint: (step: number | null) => void;
}

function dataOf({ lane, grid }: Pick<LanePlotProps, 'lane' | 'grid'>): uPlot.AlignedData {
  return [[...grid.times], ...lane.series.map((series) => [...series.drawn])];
}

/** Draws one lane, of the same series in the same colours as long as it is mounted; returns the height of each line's end, in px from the top. */
function usePlot(props: LanePlotProps) {
  const { lane, grid, width, height, withTime, onPoint } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const [ends, setEnds] = useState<number[]>([]);
  const point = useRef(onPoint);
  useEffect(() => {
    point.current = onPoint;
  });
  const latest = useRef({ lane, grid });
  useEffect(() => {
    latest.current = { lane, grid };
    plot.current?.setData(dataOf({ lane, grid }));
  }, [lane, grid]);
  useEffect(() => {
    if (box.current === null || width === 0) return undefined;
    const options = laneOptions({
      lane: latest.current.lane,
      size: { width, height },
      axis: () => latest.current.grid,
      withTime,
      onPoint: (step) => point.current(step),
      onDrawn: (u) => {
        const top = u.bbox.top / uPlot.pxRatio;
        const wanted = latest.current.lane.series.map(({ anchor }) =>
          anchor === null ? top : top + u.valToPos(anchor, 'y'),
        );
        const spread = spreadLabels(wanted, { gap: 16, from: top, to: height - 8 });
        setEnds((old) => (old.join() === spread.join() ? old : spread));
      },
    });
    plot.current = new uPlot(options, dataOf(latest.current), box.current);
    return () => {
      plot.current?.destroy();
      plot.current = null;
    };
  }, [width, height, withTime]);
  return { box, ends };
}

export function LanePlot(props: LanePlotProps) {
  const { lane, pointed, width } = props;
  const { box, ends } = usePlot(props);
  const wide = width >= WIDE;
  const labels = lane.series.map((series, i) => {
    const value =
      pointed === null
        ? series.values.findLast((known) => known !== null)
        : (series.values[pointed] ?? null);
    return (
      <span key={series.name} style={wide ? { top: (ends[i] ?? 0) - 8 } : undefined}>
        <i
          style={{ borderTopColor: `var(${series.stroke})` }}
          className={series.dash ? 'dashed' : series.kind}
        />
        <span className="clip">{series.name}</span>
        <b>{value === null || value === undefined ? '–' : lane.format(value)}</b>
      </span>
    );
  });
  return (
    <div className={`lane-plot${wide ? ' wide' : ''}`}>
      <p className="lane-title">{lane.title}</p>
      <div className="lane-labels">{labels}</div>
      <div ref={box} />
    </div>
  );
}
