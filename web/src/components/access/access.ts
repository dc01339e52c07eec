import type { AppRouter } from '@taskdeck/server/router';
import type { inferRouterOutputs } from '@trpc/server';
import { formatDuration } from '../../format.ts';

type Outputs = inferRouterOutputs<AppRouter>;
export type Account = Outputs['accounts']['list']['items'][number];
export type Session = Outputs['sessions']['list']['items'][number];
export type ApiToken = Outputs['tokens']['list']['items'][number];
export type MadeApiToken = Outputs['tokens']['create'];
export type Role = Account['role'];

/** The roles, from the least on, with what each lets one do. */
export const ROLES = [
  { value: 'viewer', label: 'Viewer', may: 'sees everything, changes nothing' },
  { value: 'operator', label: 'Operator', may: 'submits, retries, cancels, pauses' },
  { value: 'admin', label: 'Admin', may: 'does everything, accounts and tokens too' },
] as const satisfies readonly { value: Role; label: string; may: string }[];

/** The role that a select names; the least for what it does not know. */
export const roleOf = (text: string): Role =>
  ROLES.find(({ value }) => value === text)?.value ?? 'viewer';

const find = (role: Role) => ROLES.find(({ value }) => value === role);

/** `Viewer`. */
export const labelOf = (role: Role): string => find(role)?.label ?? role;

/** `sees everything, changes nothing`. */
export const mayWords = (role: Role): string => find(role)?.may ?? '';

// The first that is found: most name their ancestors too.
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/** `Firefox on Linux`; what is no browser as it calls itself; null: it did not. */
export function agentWords(agent: string | null): string | null {
  if (agent === null) return null;
  const named = (known: readonly (readonly [string, string])[]) =>
    known.find(([sign]) => agent.includes(sign))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  if (browser === undefined) return agent;
  return system === undefined ? browser : `${browser} on ${system}`;
}

const DAY_MS = 86_400_000;

/** `expires in 90 days`, `expired`, `does not expire`, at `now` (epoch ms). */
export function expiryWords(expiresAt: string | null, now: number): string {
  if (expiresAt === null) return 'does not expire';
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return 'expired';
  const days = Math.round(left / DAY_MS);
  return `expires in ${days < 2 ? formatDuration(left) : `${days} days`}`;
}

/** How long a new token may be good, in days; null: for ever. The first is what is chosen at the start. */
export const EXPIRIES = [
  { days: 90, label: '90 days' },
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 365, label: 'One year' },
  { days: null, label: 'Does not expire' },
] as const;
