import { useElementSize } from '@mantine/hooks';
import { formatClock, formatDuration, formatPercent } from '../../format.ts';
import { linear, timeTicks } from '../plots/scale.ts';
import { ContainerEndMark, END_HEADER } from './container-end-mark.tsx';
import { containerEndWords } from './container-end.ts';
import { CONTAINER_LANE, ContainerLaneMarks } from './container-lane-marks.tsx';
import { placeName, type Job } from './job.ts';
import { CancelLane, CANCEL_HEIGHT } from './cancel-lane.tsx';
import { cancelWords, spanWords } from './story.ts';
import './timeline-chart.css';
import { waitedMs, type Span, type Timeline } from './timeline.ts';
import type { JobContainers } from './use-container-lanes.ts';

interface TimelineChartProps {
  readonly job: Job;
  readonly timeline: Timeline;
  readonly containers: JobContainers;
}

/** Where the lane lies. */
const LANE = { top: 24, height: 22, base: 46 } as const;
const HEIGHT = 80;
/** A character of the label, on average. */
const CHARACTER = 6.1;

const percentOf = ({ progress }: Job): string =>
  progress && progress.total > 0 ? formatPercent((progress.current / progress.total) * 100) : '';

/** The longest label that fits into `width` pixels, '' when none does. */
function fit(width: number, ...labels: readonly string[]): string {
  return labels.find((label) => label.length * CHARACTER + 12 <= width) ?? '';
}

function spanLabel(span: Span, job: Job, width: number): string {
  const took = formatDuration(span.to - span.from);
  if (span.kind === 'waiting') return fit(width, `waited ${took}`, took);
  if (span.kind === 'delayed')
    return fit(width, `not before its time · ${took}`, `delayed ${took}`);
  if (span.kind !== 'attempt') return '';
  const { number } = span.attempt;
  const percent = span.running ? percentOf(job) : '';
  const last = percent === '' ? '' : ` · ${percent}`;
  return fit(
    width,
    `attempt ${number} on ${placeName(span.attempt)} · ${took}${last}`,
    `attempt ${number} · ${took}${last}`,
    `attempt ${number}`,
    String(number),
  );
}

interface SpanMarkProps {
  readonly span: Span;
  readonly job: Job;
  readonly x: (at: number) => number;
}

function SpanMark({ span, job, x }: SpanMarkProps) {
  const left = x(span.from);
  const width = Math.max(2, x(span.to) - left);
  const label = spanLabel(span, job, width);
  const middle = LANE.top + LANE.height / 2;
  return (
    <g>
      <title>{spanWords(span)}</title>
      {/* Something to point at, where only a line is drawn. */}
      <rect x={left} y={LANE.top} width={width} height={LANE.height} fill="transparent" />
      {span.kind === 'waiting' && (
        <rect
          className="timeline-waiting"
          x={left + 0.5}
          y={LANE.top + 0.5}
          width={Math.max(1, width - 3)}
          height={LANE.height - 1}
          rx="1.5"
        />
      )}
      {span.kind === 'ended' && (
        <path className="timeline-between" d={`M${left} ${middle}H${left + width}`} />
      )}
      {(span.kind === 'delayed' || span.kind === 'backoff') && (
        <path className="timeline-later" d={`M${left} ${middle}H${left + width}`} />
      )}
      {span.kind === 'attempt' && (
        <>
          <rect
            className={span.running ? 'timeline-running' : 'timeline-ended'}
            x={left}
            y={LANE.top}
            width={width}
            height={LANE.height}
          />
          {span.running ? (
            <path
              className="timeline-now"
              d={`M${left + 1} ${LANE.top}V${LANE.base}H${left + width}`}
            />
          ) : (
            <rect
              className="timeline-cap"
              data-outcome={
                span.attempt.error?.code === 'CANCELLED'
                  ? 'cancelled'
                  : (span.attempt.outcome ?? 'unknown')
              }
              x={Math.max(left, left + width - 4)}
              y={LANE.top}
              width={Math.min(4, width)}
              height={LANE.height}
            />
          )}
        </>
      )}
      <text
        className={span.kind === 'attempt' ? 'timeline-strong' : 'timeline-quiet'}
        x={left + 6}
        y={span.kind === 'delayed' ? middle - 5 : middle + 4}
      >
        {label}
      </text>
    </g>
  );
}

/** Job time as a picture: what it waited, each attempt with the end it took, pauses, and now. The story beside it says the same. */
export function TimelineChart({ job, timeline, containers }: TimelineChartProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const { from, to, now, spans, cancel } = timeline;
  const { lanes, ends } = containers;
  const jobLanes = LANE.base + 6 + (cancel === null ? 0 : CANCEL_HEIGHT);
  const height = HEIGHT + jobLanes - LANE.base - 6 + lanes.length * CONTAINER_LANE;
  const gaps = lanes.length === 0 ? [] : containers.gaps;
  const header = ends.length === 0 ? 0 : END_HEADER;
  // The now line and the marks of a cancel keep clear of the edge; a job of no length still has an axis.
  const end = Math.max(to, from + 10);
  const room = cancel === null ? (now === null ? 1 : 8) : 28;
  const x = linear([from, end], [1, Math.max(2, width - room)]);
  const { step, values } = timeTicks(from, end, Math.max(3, Math.floor(width / 110)));
  const tickWords = (at: number): string => {
    const clock = formatClock(at);
    if (step < 1_000)
      return `${clock}.${String(at % 1_000)
        .padStart(3, '0')
        .slice(0, step < 10 ? 3 : step < 100 ? 2 : 1)}`;
    return step >= 60_000 ? clock.slice(0, 5) : clock;
  };
  const attempts = spans.filter((span) => span.kind === 'attempt');
  return (
    <div ref={ref} className="timeline">
      <p className="timeline-facts">
        <span>
          waited <b>{formatDuration(waitedMs(timeline))}</b>
        </span>
        <span>
          ran <b>{formatDuration(attempts.reduce((sum, span) => sum + span.to - span.from, 0))}</b>
        </span>
        <span>
          {now === null ? 'in all' : 'so far'} <b>{formatDuration((now ?? to) - from)}</b>
        </span>
      </p>
      {width > 0 && (
        <svg
          width={width}
          height={height + header}
          className="timeline-chart"
          role="img"
          aria-label={`Timeline: ${[...spans.map(spanWords), ...(cancel ? [cancelWords(cancel)] : []), ...ends.map(containerEndWords)].join('; ') || 'just submitted'}`}
        >
          <g transform={`translate(0 ${header})`}>
            {values.map((at) => (
              <g key={at}>
                <path className="timeline-grid" d={`M${x(at)} 16V${height - 18}`} />
                <text
                  x={x(at)}
                  y={height - 4}
                  textAnchor={x(at) < 24 ? 'start' : x(at) > width - 28 ? 'end' : 'middle'}
                >
                  {tickWords(at)}
                </text>
              </g>
            ))}
            {spans.map((span) => (
              <SpanMark key={`${span.kind} ${span.from}`} span={span} job={job} x={x} />
            ))}
            {cancel && <CancelLane cancel={cancel} due={now ?? end} x={x} width={width} />}
            {gaps.map(({ id, at, until }) => (
              <rect
                key={id}
                className="lane-gap"
                x={Math.max(1, x(Date.parse(at)))}
                y={jobLanes}
                width={Math.max(
                  2,
                  Math.min(width, x(Date.parse(until ?? at))) - Math.max(1, x(Date.parse(at))),
                )}
                height={lanes.length * CONTAINER_LANE}
              >
                <title>Nobody watched the containers</title>
              </rect>
            ))}
            {lanes.map((lane, index) => (
              <ContainerLaneMarks
                key={lane.id}
                lane={lane}
                ends={ends}
                top={jobLanes + index * CONTAINER_LANE}
                x={x}
                width={width}
              />
            ))}
            {now !== null && (
              <path className="timeline-now-line" d={`M${x(now)} 12V${height - 18}`} />
            )}
          </g>
          {ends.map((end) => (
            <ContainerEndMark
              key={`${end.container} ${end.at}`}
              end={end}
              x={x}
              bottom={header + height - 18}
              width={width}
            />
          ))}
        </svg>
      )}
    </div>
  );
}
