import type { StackDay } from '../../api.ts';
import { formatSince } from '../../format.ts';

type Advice = StackDay['advice'][number];

/** Service and fact apart: the fact may begin with the service's name, which is not said twice. */
export function adviceParts({ service, because }: Advice): { service: string; fact: string } {
  const begins = because.startsWith(`${service} `);
  return { service, fact: begins ? because.slice(service.length + 1) : because };
}

/** How much history it stands on: `Advice from 7 d 0 h of history`. `now` is epoch ms. */
export function adviceTitle({ adviceSince }: Pick<StackDay, 'adviceSince'>, now: number): string {
  return adviceSince === null
    ? 'Advice'
    : `Advice from ${formatSince(adviceSince, now)} of history`;
}

/** Less history than this says nothing of what a container needs. */
const ENOUGH_MS = 3_600_000;

/** Why there is no advice. `now` is epoch ms. */
export function noAdviceWords({ adviceSince }: Pick<StackDay, 'adviceSince'>, now: number): string {
  return adviceSince === null || now - Date.parse(adviceSince) < ENOUGH_MS
    ? 'Too early to say: what limits fit shows after an hour.'
    : 'Nothing to change: the limits fit what was used.';
}
