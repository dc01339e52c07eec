import { isIP } from 'node:net';
import { z } from 'zod';

/** The plan is kept this long after the sampler last wrote it: without Docker nobody probes what was. */
export const PROBE_PLAN_TTL_MS = 180_000;
/** Each container tries everything this often, and when the plan changes. */
export const PROBE_EVERY_MS = 60_000;
/** A report older than this tells nothing any more. */
export const PROBE_REPORT_TTL_MS = 150_000;

/** Of containers, as Docker gives them out. */
const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:)/i;

/** One thing to try. Names without a dot and private addresses only, so that nobody who can write to Redis makes us look elsewhere. */
export const ProbeTarget = z.object({
  service: z.string().max(200),
  host: z
    .string()
    .refine((host) => (isIP(host) === 0 ? /^[\w-]{1,63}$/.test(host) : PRIVATE.test(host))),
  port: z.int().min(1).max(65_535),
});
export type ProbeTarget = z.infer<typeof ProbeTarget>;

/** What every container of ours tries to reach; at `keys.probePlan`. */
export const ProbePlan = z.array(ProbeTarget).max(300);
export type ProbePlan = z.infer<typeof ProbePlan>;

/**
 * How an attempt ended. `refused`: the address answered, and nothing listens: a way is there. `timeout` and `unreachable`: no way.
 * `foreign`: something answered, but also at an address beside it that no container has: a router or proxy that answers for everybody.
 * `unnamed`: the name is not known there, as on networks that the service is not on.
 */
export const ProbeOutcome = z.enum([
  'connected',
  'refused',
  'foreign',
  'timeout',
  'unreachable',
  'unnamed',
]);
export type ProbeOutcome = z.infer<typeof ProbeOutcome>;

/** What one container found; at `keys.probeReport(id)`. */
export const ProbeReport = z.object({
  /** ISO 8601. */
  at: z.iso.datetime(),
  results: z.array(
    z.object({ ...ProbeTarget.shape, outcome: ProbeOutcome, ms: z.number().nonnegative() }),
  ),
  /** Whether it has a route to the internet. Only the routing table is asked: nothing is sent. */
  routeOut: z.boolean(),
});
export type ProbeReport = z.infer<typeof ProbeReport>;
