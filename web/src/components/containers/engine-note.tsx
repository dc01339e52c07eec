import type { Engine } from '../../api.ts';
import { Note } from '../../ui/notices.tsx';

const TITLES = {
  connected: '',
  connecting: 'Docker is being asked.',
  off: 'Docker is not connected.',
  unreachable: 'Docker does not answer.',
  forbidden: 'Docker refuses to answer.',
} as const satisfies Record<Engine['state'], string>;

/** Why no container can be shown, what to do, and that the rest works. Not an error: many run without Docker. */
export function EngineNote({ engine }: { engine: Engine }) {
  return (
    <Note tone={engine.state === 'forbidden' ? 'risk' : 'plain'}>
      <p>
        <b>{TITLES[engine.state]}</b> {engine.reason}
      </p>
      <p className="t2">Queue, jobs and workers are not affected.</p>
    </Note>
  );
}
