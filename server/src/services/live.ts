import type { Board } from '../live/board.ts';
import type { Hub } from '../live/hub.ts';
import type { LiveEvent } from '../schemas/live.ts';
import type { Services } from './services.ts';

interface Parts {
  readonly hub: Hub;
  readonly board: Board;
  readonly version: string;
}

/** The stream of a tab: everything as it is, then what happens. */
export function makeLive({ hub, board, version }: Parts): Services['live'] {
  return (signal, actor) => {
    // Registered before the snapshot is read, so that nothing falls between the two.
    const events = hub.subscribe(signal, actor.proofId);
    return withHello(events, () => ({
      type: 'hello',
      version,
      stats: board.stats,
      workers: board.workers,
      containers: board.containers,
    }));
  };
}

async function* withHello(
  events: AsyncGenerator<LiveEvent, void>,
  hello: () => LiveEvent,
): AsyncGenerator<LiveEvent, void> {
  try {
    yield hello();
    yield* events;
  } finally {
    // Also when the reader left before the first event.
    await events.return();
  }
}
