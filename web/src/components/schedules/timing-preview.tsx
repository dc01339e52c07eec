import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { useTRPC } from '../../trpc.ts';
import { ErrorState, Note } from '../../ui/notices.tsx';
import type { ScheduleTiming } from './schedule.ts';
import { formatDue, formatUntil, zoneOf } from './schedule-words.ts';

const TYPING_MS = 250;

/** The server's word on a timing, asked for when the typing rests. */
export function useTimingPreview(timing: ScheduleTiming | null) {
  const [rested] = useDebouncedValue(timing, TYPING_MS);
  return useQuery(
    useTRPC().schedules.preview.queryOptions(rested ?? skipToken, {
      placeholderData: keepPreviousData,
      staleTime: 0,
    }),
  );
}

interface TimingPreviewProps {
  readonly timing: ScheduleTiming | null;
  readonly preview: ReturnType<typeof useTimingPreview>;
  /** The next due times of the schedule as it is, when that is what the form says; null: they would begin now. */
  readonly standing: readonly string[] | null;
}

/** What a timing means: in words, and when the next five runs would be. */
export function TimingPreview({ timing, preview, standing }: TimingPreviewProps) {
  const now = useNow();
  const { data, error } = preview;
  if (timing === null)
    return <p className="t3">Say when it is due to see the next five runs here.</p>;
  if (error) {
    const words = errorWords(error);
    // Said at the field that it concerns.
    if (words.code === 'INPUT_INVALID')
      return <p className="t3">No run: the timing needs a look.</p>;
    return <ErrorState error={words} onRetry={() => void preview.refetch()} />;
  }
  if (data === undefined) return null;
  const zone = zoneOf(timing);
  const runs = standing ?? data.runs;
  return (
    <>
      <p className="m">{data.words}</p>
      <ol className="next-runs" aria-label="Next runs">
        {runs.map((run) => (
          <li key={run} className="row between">
            <time dateTime={run}>{formatDue(run, zone)}</time>
            <span className="small t3">{formatUntil(run, now)}</span>
          </li>
        ))}
      </ol>
      {runs.length === 0 && <Note>No such date comes.</Note>}
    </>
  );
}
