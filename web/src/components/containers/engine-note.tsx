import type { Containers, Engine } from '../../api.ts';
import { formatClock } from '../../format.ts';
import { Note } from '../../ui/notices.tsx';

const TITLES = {
  connected: '',
  connecting: 'is being asked.',
  off: 'is not connected.',
  unreachable: 'does not answer.',
  forbidden: 'refuses to answer.',
  unsupported: 'speaks another version of its API.',
} as const satisfies Record<Engine['state'], string>;

interface EngineNoteProps {
  engine: Engine;
  /** Name of the host where there are several. */
  host?: string | undefined;
  /** When what is still shown was seen; null or left out: nothing is shown. */
  seenAt?: string | null;
}

/** Why no container can be shown, what to do, and that the rest works. Not an error: many run without Docker. */
export function EngineNote({ engine, host, seenAt = null }: EngineNoteProps) {
  const who = host === undefined ? 'Docker' : `Docker on ${host}`;
  return (
    <Note tone={engine.state === 'forbidden' ? 'risk' : 'plain'}>
      <p>
        <b>
          {who} {TITLES[engine.state]}
        </b>{' '}
        <span className="break">{engine.reason}</span>
      </p>
      <p className="t2">
        {seenAt !== null && `Shown is what was seen at ${formatClock(seenAt)}. `}
        Queue, jobs and workers are not affected.
      </p>
    </Note>
  );
}

/** One note for each engine that is away: with several hosts each by its name. */
export function EngineNotes({ containers }: { containers: Containers }) {
  const { engine, engines, items, at } = containers;
  const seen = (host: string | null, readAt: string | null) =>
    items.some((item) => host === null || item.host === host) ? readAt : null;
  if (engines.length === 0)
    return engine.state === 'connected' ? null : (
      <EngineNote engine={engine} seenAt={seen(null, at)} />
    );
  return engines
    .filter(({ state }) => state !== 'connected')
    .map((away) => (
      <EngineNote
        key={away.host}
        engine={away}
        host={away.host}
        seenAt={seen(away.host, away.at)}
      />
    ));
}
