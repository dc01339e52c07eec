import type { Connection } from '../connection.ts';
import { formatClock, formatDuration } from '../format.ts';
import './connection-indicator.css';

interface ConnectionIndicatorProps {
  connection: Connection;
  /** Epoch ms, ticking: the age of stale figures is written out. */
  now: number;
}

const SPOKEN = {
  connecting: 'Connecting',
  live: 'Live',
  stale: 'No news from the server: what you see may be old',
  offline: 'Offline: what you see is old',
} as const satisfies Record<Connection['state'], string>;

function words({ state, since }: Connection, now: number): string {
  if (state === 'stale' && since !== null)
    return `Stale for ${formatDuration(Math.floor((now - since) / 1000) * 1000)}`;
  if (state === 'offline')
    return since === null ? 'Offline' : `Offline since ${formatClock(since)}`;
  return SPOKEN[state];
}

/** Top right, always. Screen readers hear a change of state once, not the seconds. */
export function ConnectionIndicator({ connection, now }: ConnectionIndicatorProps) {
  return (
    <span className={`conn ${connection.state}`}>
      <i aria-hidden="true" />
      <span aria-hidden="true">{words(connection, now)}</span>
      <output className="vh">{SPOKEN[connection.state]}</output>
    </span>
  );
}
