import type { ContainerView } from '@taskdeck/server/schemas/container';
import type { Stack } from '../stack/stack.ts';
import { Watch, type Change } from '../stack/watch.ts';
import { row, type Row } from './table.ts';

const LIMIT_SECONDS = 3;
/** Each at another moment between two looks at Docker. */
const ROUNDS = 3;

/** How long after Docker knows of it a page shows what happened to a container: the longest of several. Leaves a worker restarted. */
export async function measureShown(stack: Stack): Promise<Row> {
  const [worker] = await stack.containers('worker');
  const watch = await Watch.open(stack);
  let longestMs = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (const change of changesOf(stack, worker?.Id ?? '')) {
      const { lateMs } = await watch.shown(change);
      longestMs = Math.max(longestMs, lateMs);
    }
  watch.close();
  return row(
    'a network left, joined, a restart: on the page',
    longestMs / 1_000,
    { atMost: LIMIT_SECONDS },
    (n) => `${n.toFixed(1)} s`,
  );
}

function changesOf(stack: Stack, id: string): Change[] {
  const network = `${stack.settings.project}_backend`;
  const isOn = ({ networks }: ContainerView) => networks.some(({ name }) => name === network);
  const fromMs = Date.now();
  return [
    {
      id,
      kind: 'disconnected',
      command: () => stack.docker('network', 'disconnect', network, id),
      isSo: (view) => !isOn(view),
    },
    {
      id,
      kind: 'connected',
      command: () => stack.docker('network', 'connect', network, id),
      isSo: isOn,
    },
    {
      id,
      kind: 'restarted',
      command: () => stack.docker('restart', '--timeout', '1', id),
      isSo: ({ startedAt }) => Date.parse(startedAt ?? '') >= fromMs,
    },
  ];
}
