import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { detectFormat, detectSeparator, type BulkFormat, type Separator } from './format.ts';
import { previewOf } from './preview.ts';
import { sendBulk } from './send-bulk.ts';
import { readSource, type Source } from './source.ts';

/** How the rows are to be taken. */
interface BulkSettings {
  readonly format: BulkFormat;
  readonly separator: Separator;
  /** What CSV submits; null while none is chosen. */
  readonly task: string | null;
  /** For all rows, so that they are found again; empty: none. */
  readonly tag: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `bulk-20260101-1402`, in the reader's time. */
function tagOf(date: Date): string {
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `bulk-${day}-${two(date.getHours())}${two(date.getMinutes())}`;
}

/** What was chosen, what it looks like, and the sending of it: to be checked only, or submitted. */
export function useBulk(task: string | null) {
  const [source, setSource] = useState<Source | null>(null);
  const [settings, setSettings] = useState<BulkSettings>(() => ({
    format: 'csv',
    separator: ',',
    task,
    tag: tagOf(new Date()),
  }));
  const [sent, setSent] = useState(0);
  const stopper = useRef<AbortController>(null);

  const reading = useMutation({
    gcTime: 0,
    mutationFn: ({ body, name }: { body: Blob; name: string | null }) => readSource(body, name),
  });
  const sending = useMutation({
    // What was sent is forgotten with the page: there may be secrets in it.
    gcTime: 0,
    mutationFn: async ({ body, dryRun }: { body: Blob; dryRun: boolean }) => {
      stopper.current = new AbortController();
      setSent(0);
      const { signal } = stopper.current;
      return { dryRun, report: await sendBulk({ ...settings, body, dryRun }, setSent, signal) };
    },
  });
  const preview = useQuery({
    queryKey: ['bulk-preview', source?.id, settings.format, settings.separator],
    queryFn: () =>
      source && previewOf(source.head, settings.format, settings.separator, source.isWhole),
    enabled: source !== null,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });

  return {
    source,
    settings,
    preview,
    reading,
    sending,
    /** Of the body, 0 to 1. */
    sent,
    choose: (body: Blob, name: string | null) => {
      sending.reset();
      reading.mutate(
        { body, name },
        {
          onSuccess: (read) => {
            setSource(read);
            const format = detectFormat(name ?? '', read.head);
            setSettings((before) => ({ ...before, format, separator: detectSeparator(read.head) }));
          },
        },
      );
    },
    set: (change: Partial<BulkSettings>) => {
      // A report is of what was sent, not of what is set now.
      sending.reset();
      setSettings((before) => ({ ...before, ...change }));
    },
    send: (dryRun: boolean) => {
      if (source !== null) sending.mutate({ body: source.body, dryRun });
    },
    stop: () => stopper.current?.abort(new DOMException('Stopped', 'AbortError')),
  };
}
export type Bulk = ReturnType<typeof useBulk>;
