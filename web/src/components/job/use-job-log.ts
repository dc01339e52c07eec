import type { LogLine } from '../../api.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTRPCClient } from '../../trpc.ts';

/** As many as the server keeps: older ones than these are forgotten here, too. */
const KEPT_LINES = 1_000;
const PAGE_LINES = 1_000;

interface JobLogState {
  /** Oldest first, at most the newest 1,000. */
  readonly lines: readonly LogLine[];
  /** Nothing was read yet. */
  readonly isPending: boolean;
  /** Why the last reading failed; null when it did not. */
  readonly error: unknown;
  readonly retry: () => void;
}

/**
 * The log of a job, read behind the last line seen whenever `logLines`, which the live stream keeps true, says that there is more. One
 * reading at a time; what grew meanwhile is read by the next one.
 */
export function useJobLog(id: string, logLines: number): JobLogState {
  const client = useTRPCClient();
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [isPending, setIsPending] = useState(logLines > 0);
  const after = useRef(0);
  const wanted = useRef(logLines);
  const reading = useRef<AbortController | null>(null);

  const read = useCallback(async () => {
    if (reading.current !== null) return;
    const abort = new AbortController();
    reading.current = abort;
    try {
      let more = true;
      while (more || after.current < wanted.current) {
        const before = after.current;
        const page = await client.tasks.logs.query(
          { id, after: before, limit: PAGE_LINES },
          { signal: abort.signal },
        );
        after.current = page.nextAfter;
        more = page.more;
        if (page.items.length > 0) setLines((old) => [...old, ...page.items].slice(-KEPT_LINES));
        // A row may count lines that are not written yet, or were lost with the job's first life.
        if (page.items.length === 0 && after.current === before) break;
      }
      setError(null);
      setIsPending(false);
    } catch (thrown) {
      if (!abort.signal.aborted) setError(thrown);
    } finally {
      if (reading.current === abort) reading.current = null;
    }
  }, [client, id]);

  useEffect(() => {
    wanted.current = logLines;
    if (logLines > after.current) void read();
  }, [logLines, read]);
  useEffect(
    () => () => {
      reading.current?.abort();
      reading.current = null;
    },
    [],
  );
  return { lines, isPending, error, retry: () => void read() };
}
