import type { DockerAccess } from '../../api.ts';
import { formatCount, formatNumber } from '../../format.ts';

interface Verdict {
  readonly icon: 'lock' | 'failed' | 'unknown';
  readonly tone: 'c-done' | 'c-fail' | 'c-wait';
  readonly words: string;
}

/** Whether the way to Docker is one that nothing can be written through, as far as was tried. */
export function verdictOf({ verdict, probes, checkedAt }: DockerAccess): Verdict {
  if (verdict === 'proven') return { icon: 'lock', tone: 'c-done', words: 'Read only, proven' };
  if (verdict === 'open') {
    const open = probes.filter(({ refused, status }) => !refused && status !== null).length;
    const what = formatCount(open, 'request');
    return {
      icon: 'failed',
      tone: 'c-fail',
      words: `Not read only: ${what} that must be refused got through`,
    };
  }
  const why = checkedAt === null ? 'not tried yet' : 'can’t tell';
  return { icon: 'unknown', tone: 'c-wait', words: `Read only: ${why}` };
}

/** `32 of 32 refused`; null: nothing was tried. */
export function refusedWords({ probes }: Pick<DockerAccess, 'probes'>): string | null {
  if (probes.length === 0) return null;
  const refused = probes.filter((probe) => probe.refused).length;
  return `${formatNumber(refused)} of ${formatNumber(probes.length)} refused`;
}

type Probe = DockerAccess['probes'][number];

/** What became of one request: `refused, 403`. */
export function outcomeWords({ refused, status }: Probe): string {
  if (status === null) return 'no answer';
  return `${refused ? 'refused' : 'let through'}, ${status}`;
}

/** What got through first: that is what one looks for. */
export const gravestFirst = (probes: readonly Probe[]): Probe[] =>
  probes.toSorted((a, b) => Number(a.refused) - Number(b.refused));
