import type { Readable } from 'node:stream';
import type { DockerEvent } from './docker-event.ts';
import { atMsOf, EngineEvent } from './docker-event-view.ts';
import { EventsFailure } from './engine-failure.ts';

/** No event is longer: Docker's labels are bounded by what a request may hold, and Compose's are some hundred bytes. */
const MAX_LINE = 65_536;
/** As many as Docker itself remembers, twice. */
const REMEMBERED = 512;

interface EventsOptions {
  /** Opens a stream of events since a time (epoch ms by the daemon's clock; null: from now on) that ends with the signal. */
  readonly open: (sinceMs: number | null, signal: AbortSignal) => Promise<Readable>;
  readonly sinceMs: number | null;
  readonly signal: AbortSignal;
  /**
   * A stream without a word for this long is opened anew, since the last event: Docker has no heartbeat, so one that hangs looks like a
   * quiet host.
   */
  readonly silenceMs: number;
  /** null: nobody is to hear of it. */
  readonly view: (event: EngineEvent) => DockerEvent | null;
  readonly tell: (event: DockerEvent) => void;
  readonly now: () => number;
}

/** Reads events until it can't: rejects with what engineFailure() reads, and when the signal aborts. Tells each event once. */
export async function readEvents(options: EventsOptions): Promise<never> {
  const { open, signal, silenceMs, now } = options;
  const told = new Set<string>();
  let { sinceMs } = options;
  for (;;) {
    const openedAtMs = now();
    const turn = new AbortController();
    try {
      const stream = await open(sinceMs, AbortSignal.any([signal, turn.signal]));
      await readLines(stream, silenceMs, (line) => {
        const event = parseEvent(line);
        if (event === null) return;
        sinceMs = Math.max(sinceMs ?? 0, atMsOf(event) ?? 0);
        tellOnce(options, told, event);
      });
    } finally {
      turn.abort();
    }
    // Before the first event only our clock tells when that was.
    sinceMs ??= openedAtMs;
  }
}

function tellOnce({ view, tell }: EventsOptions, told: Set<string>, event: EngineEvent): void {
  const seen = view(event);
  if (seen === null || told.has(seen.key)) return;
  told.add(seen.key);
  const [oldest] = told;
  if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
  tell(seen);
}

/** null: not an event, or of a kind that we don't know. */
function parseEvent(line: string): EngineEvent | null {
  try {
    return EngineEvent.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    throw new EventsFailure('unreadable');
  }
}

/** Resolves when nothing came for `silenceMs`; rejects when the stream ends. */
async function readLines(
  stream: Readable,
  silenceMs: number,
  take: (line: string) => void,
): Promise<void> {
  const silence = new EventsFailure('broken off');
  const timer = setTimeout(() => stream.destroy(silence), silenceMs);
  let rest = '';
  try {
    for await (const chunk of stream.setEncoding('utf8')) {
      timer.refresh();
      const lines = `${rest}${String(chunk)}`.split('\n');
      if (lines.some((line) => line.length > MAX_LINE)) throw new EventsFailure('unreadable');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') take(line);
    }
  } catch (error) {
    if (error === silence && rest === '') return;
    throw error;
  } finally {
    clearTimeout(timer);
  }
  throw new EventsFailure(rest === '' ? 'ended' : 'broken off');
}
