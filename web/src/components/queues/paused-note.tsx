import { Link } from '@tanstack/react-router';
import type { QueueView } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Note } from '../../ui/notices.tsx';
import { pausedWords } from './queue-words.ts';

/** Says which queues are paused, since when and by whom; nothing when none is. */
export function PausedNote({ queues }: { readonly queues: readonly QueueView[] | undefined }) {
  const now = useNow();
  const paused = (queues ?? []).flatMap((queue) =>
    queue.paused === null ? [] : [`${queue.queue} ${pausedWords(queue.paused, now)}`.trim()],
  );
  if (paused.length === 0) return null;
  return (
    <Note
      tone="risk"
      icon="paused"
      action={
        <Link className={buttonClass()} to="/queues">
          Queues
        </Link>
      }
    >
      <b>Paused: {paused.join(', ')}.</b> What is submitted there waits.
    </Note>
  );
}
