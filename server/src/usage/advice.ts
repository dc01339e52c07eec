import type { Advice } from '../schemas/stack-day.ts';
import { cpuAdvice } from './cpu-advice.ts';
import { memoryAdvice } from './memory-advice.ts';
import { pidsAdvice } from './pids-advice.ts';
import type { Host, ServiceUse } from './service-use.ts';

/** So many at most: who has more begins with the gravest anyway. */
const MOST = 10;
/** Pure: what to do about limits, gravest first. */
export function adviseLimits(services: readonly ServiceUse[], host: Host): Advice[] {
  return services
    .flatMap((one) =>
      [memoryAdvice(one, host), cpuAdvice(one, host), pidsAdvice(one)]
        .filter((ranked) => ranked !== null)
        .map(({ rank, advice }) => ({ rank, advice: { service: one.service, ...advice } })),
    )
    .toSorted((a, b) => a.rank - b.rank || (a.advice.service < b.advice.service ? -1 : 1))
    .slice(0, MOST)
    .map(({ advice }) => advice);
}
