import type { DockerEvent } from '../docker/docker-event.ts';
import type { Finding } from './comparison.ts';

const MOST = 1_000;
/** An event is told a little later than the time that its container keeps of it. */
const LATE_MS = 2_000;

/** What was found by comparison, in case Docker tells it after all: nothing is in the timeline twice. */
export class FoundEarlier {
  readonly #untilMs = new Map<string, number>();

  note({ change, state }: Finding, nowMs: number): void {
    if (this.#untilMs.size >= MOST) this.#untilMs.clear();
    this.#untilMs.set(keyOf(state.id, change.kind, change.network), change.atMs ?? nowMs);
  }

  /** Whether an event tells what was found; asked once for each. */
  explains({ containerId, kind, network, atMs }: DockerEvent): boolean {
    const key = keyOf(containerId, kind, network);
    const untilMs = this.#untilMs.get(key);
    if (untilMs === undefined || atMs > untilMs + LATE_MS) return false;
    this.#untilMs.delete(key);
    return true;
  }
}

function keyOf(id: string, kind: DockerEvent['kind'], network: string | null): string {
  // A start that came after an unseen end.
  return `${id} ${kind === 'restarted' ? 'started' : kind} ${network ?? ''}`;
}
