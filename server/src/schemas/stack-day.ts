import { z } from 'zod';
import { Instant } from './common.ts';
import { HealthStrip } from './container-history.ts';

/** What to do about a limit, from the last 7 days (or since we watch). `severity`: `act` costs work now, `consider` will or wastes. */
export const Advice = z.object({
  service: z.string(),
  resource: z.enum(['cpu', 'memory', 'pids']),
  severity: z.enum(['act', 'consider']),
  /** The fact, with its limit. */
  because: z.string(),
  /** What to set, in Compose's words; null: nothing to set. */
  suggestion: z.string().nullable(),
});
export type Advice = z.infer<typeof Advice>;

/** The last 24 h of every container at a glance, made anew each minute. */
export const StackDay = z.object({
  at: Instant,
  containers: z.array(
    z.object({
      id: z.string(),
      strip: HealthStrip,
      /** null: not known. */
      peakCores: z.number().nullable(),
      peakMemoryBytes: z.number().nullable(),
      peakPids: z.int().nullable(),
      throttledPercent: z.number().nullable(),
      /** As far as the timeline knows. */
      oomKills: z.int(),
      restarts: z.int(),
    }),
  ),
  advice: z.array(Advice),
  /** How much history the advice stands on; null: none yet. */
  adviceSince: Instant.nullable(),
  /** Times of the last 24 h in which nobody sampled. */
  gaps: z.array(z.object({ from: Instant, to: Instant, reason: z.string().nullable() })),
});
export type StackDay = z.infer<typeof StackDay>;
