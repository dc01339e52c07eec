import type { ProbeReading } from '../docker/container-reading.ts';
import type { ContainerView } from '../schemas/container.ts';
import { STRIP_CELL_MS, STRIP_CELLS } from '../schemas/container-history.ts';
import type { Sample } from '../redis/series.ts';

/** The letters of `HealthStrip` from the least to the worst: the worst within a cell is shown. A letter's place is what the series keeps. */
const LETTERS = '-xrhsu';
const code = (letter: string): number => LETTERS.indexOf(letter);

/** How a container stands, as a number: the larger the worse. `failed`: probes that failed since it was looked at last. */
export function stateCode(
  view: Pick<ContainerView, 'state' | 'health'>,
  failed: readonly ProbeReading[],
): number {
  if (view.state !== 'running') return code('x');
  if (view.health === 'unhealthy' || failed.length > 0) return code('u');
  if (view.health === 'starting') return code('s');
  return view.health === null ? code('r') : code('h');
}

/** The `HealthStrip` of the day before `to` (epoch ms), from samples of that time in any order. */
export function healthStrip(samples: readonly Sample[], to: number): string {
  const from = to - STRIP_CELLS * STRIP_CELL_MS;
  const cells = Array.from({ length: STRIP_CELLS }, () => 0);
  for (const { at, values } of samples) {
    // What was noted in this very moment, or by a clock a little ahead, is of the last cell.
    const cell = Math.min(STRIP_CELLS - 1, Math.floor((at - from) / STRIP_CELL_MS));
    if (cell >= 0) cells[cell] = Math.max(cells[cell] ?? 0, values['state'] ?? 0);
  }
  return cells.map((worst) => LETTERS[worst] ?? '-').join('');
}
