import { bringUp, engineFault, freshStack, tearDown } from '../stack/bring-up.ts';
import { measureShown } from './shown.ts';
import { row, type Row } from './table.ts';

const LIMITS = { readySeconds: 20, server: 120, worker: 100 };

/** How long `docker compose up --wait` takes with the images built, what idle replicas hold, and how soon a page shows what happens to one. */
export async function measureStack(): Promise<Row[]> {
  const why = await engineFault();
  if (why !== null) {
    return [{ work: 'docker compose up --wait', limit: '<= 20.0 s', ours: why, holds: null }];
  }
  const stack = await freshStack('bench');
  const { readyMs, memoryMiB } = await bringUp(stack);
  const shown = await measureShown(stack).finally(() => tearDown(stack));
  const seconds = (n: number) => `${n.toFixed(1)} s`;
  const mebibytes = (n: number) => `${Math.round(n)} MiB`;
  const most = { server: Math.max(...memoryMiB.server), worker: Math.max(...memoryMiB.worker) };
  return [
    row('docker compose up --wait', readyMs / 1_000, { atMost: LIMITS.readySeconds }, seconds),
    row('idle server container', most.server, { atMost: LIMITS.server }, mebibytes),
    row('idle worker container', most.worker, { atMost: LIMITS.worker }, mebibytes),
    shown,
  ];
}
