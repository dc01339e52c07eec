import { formatPercent } from '../../format.ts';
import { AT_RISK } from '../../ui/load-figures.ts';
import { THROTTLED_AT_RISK, type Load } from '../containers/load.ts';

const NAMES = { cpu: 'CPU', memory: 'Memory', pids: 'The number of processes' } as const;

/** The fact that matters most about a container's load: `Memory is at 91 % of its limit`. */
export function loadTitle(loads: readonly Load[]): string {
  const worst = loads
    .filter(({ resource }) => resource !== 'cpu')
    .toSorted((a, b) => (b.pressure ?? 0) - (a.pressure ?? 0))[0];
  if (worst !== undefined && worst.pressure !== null && worst.pressure >= AT_RISK)
    return `${NAMES[worst.resource]} is at ${formatPercent(worst.pressure * 100)} of its limit`;
  const cpu = loads.find(({ resource }) => resource === 'cpu');
  if (cpu?.remark && (cpu.line.throttledPercent ?? 0) >= THROTTLED_AT_RISK)
    return `CPU ${cpu.remark.words}`;
  const without = loads.filter(({ line }) => line.limit === null).map(({ resource }) => resource);
  if (without.length === loads.length) return 'It has no limits';
  if (loads.some(({ line }) => line.used === null)) return 'Load against limits';
  if (without.length === 0) return 'Within its limits';
  return `Within its limits; no limit of ${without.join(' and ')}`;
}
