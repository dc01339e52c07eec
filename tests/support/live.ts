import type { LiveEvent } from '@taskdeck/server/schemas/live';
import type { TestServer } from './processes.ts';

type Of<T extends LiveEvent['type']> = Extract<LiveEvent, { type: T }>;

/** An open live stream, as one tab has it. */
export interface LiveStream {
  /** The next event of that kind from now on; rejects after 30 s, or when the stream ends. */
  next<T extends LiveEvent['type']>(type: T): Promise<Of<T>>;
  /** Everything received so far. */
  readonly events: readonly LiveEvent[];
  close(): void;
}

const isOf = <T extends LiveEvent['type']>(event: LiveEvent, type: T): event is Of<T> =>
  event.type === type;

/** Opens the stream and resolves when `hello` has come. */
export async function openLive(server: Pick<TestServer, 'url' | 'headers'>): Promise<LiveStream> {
  const controller = new AbortController();
  const response = await fetch(`${server.url}/trpc/live`, {
    headers: server.headers,
    signal: controller.signal,
  });
  if (!response.ok || response.body === null) throw new Error(`No stream: ${response.status}`);
  const events: LiveEvent[] = [];
  const waiting = new Set<() => void>();
  let end: unknown = null;

  const read = async (body: ReadableStream<Uint8Array>) => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = block.split('\n').find((line) => line.startsWith('data: '));
        const value = data === undefined ? null : JSON.parse(data.slice('data: '.length));
        if (value?.type !== undefined) events.push(value);
      }
      for (const wake of waiting) wake();
    }
  };
  read(response.body)
    .then(
      () => (end = new Error('The stream ended')),
      (error: unknown) => (end = error),
    )
    .finally(() => waiting.forEach((wake) => wake()));

  const stream: LiveStream = {
    events,
    close: () => controller.abort(),
    next: (type) => {
      let seen = events.length;
      return new Promise((resolve, reject) => {
        const done = (settle: () => void) => {
          clearTimeout(timer);
          waiting.delete(wake);
          settle();
        };
        const wake = () => {
          for (; seen < events.length; seen += 1) {
            const event = events[seen];
            if (event !== undefined && isOf(event, type)) return done(() => resolve(event));
          }
          if (end !== null) done(() => reject(end));
        };
        const timer = setTimeout(
          () => done(() => reject(new Error(`No ${type} event within 30 s`))),
          30_000,
        );
        waiting.add(wake);
        wake();
      });
    },
  };
  if (!events.some((event) => event.type === 'hello')) await stream.next('hello');
  return stream;
}
