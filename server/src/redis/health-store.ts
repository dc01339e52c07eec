import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { ProbeReading } from '../docker/container-reading.ts';
import type { HealthProbe } from '../schemas/container-history.ts';
import { results } from './results.ts';

/** A day of a check every 10 s, and some more: Redis trims streams in blocks. */
const KEEP = 9_000;
/** Outputs are shown of this many, so they are kept of no more. */
const SHOWN_PROBES = 200;
const OUTPUT_CHARACTERS = 500;
/** Since the last probe: names of containers come and go. */
const LIFETIME_MS = 8 * 86_400_000;
/** Docker tells the last five again and again. */
const TOLD_AGAIN = 5;

/** A probe without its output. Epoch ms by Docker's clock. */
export type ProbeFigures = Pick<ProbeReading, 'startMs' | 'exitCode'> & {
  readonly durationMs: number;
};

/** Every probe of health checks that was seen, by the stored name of its container. */
export interface HealthStore {
  /** Adds those that are not there yet, in this order. */
  add(container: string, probes: readonly ProbeReading[]): Promise<void>;
  /** Newest first, at most `SHOWN_PROBES`. */
  newest(container: string): Promise<HealthProbe[]>;
  /** Those that were noted since `sinceMs` ago, oldest first. */
  since(container: string, sinceMs: number): Promise<ProbeFigures[]>;
}

/**
 * Figures are a stream of numbers, an entry per probe. Texts are a second one, an entry where the output differs from the one before: most
 * checks say the same for ever, and one that never does can't fill Redis.
 */
export function makeHealthStore(redis: Redis, keys: Keys, now: () => number): HealthStore {
  const newestOf = async (key: string, count: number): Promise<string[][]> =>
    (await redis.xrevrange(key, '+', '-', 'COUNT', count)).map(([, fields]) => fields);

  return {
    async add(container, probes) {
      const [known, [text]] = await Promise.all([
        newestOf(keys.healthProbes(container), TOLD_AGAIN),
        newestOf(keys.healthOutputs(container), 1),
      ]);
      const starts = new Set(known.map((fields) => figuresOf(fields).startMs));
      let before = text === undefined ? null : textOf(text).output;
      const pipeline = redis.pipeline();
      for (const probe of probes) {
        const { startMs, endMs, exitCode } = probe;
        if (starts.has(startMs)) continue;
        const fields = ['at', startMs, 'ms', Math.max(0, endMs - startMs), 'exit', exitCode];
        pipeline.xadd(keys.healthProbes(container), 'MAXLEN', '~', KEEP, '*', ...fields);
        const output = probeOutput(probe.output);
        if (output === before) continue;
        const words = ['at', startMs, 'output', output];
        pipeline.xadd(keys.healthOutputs(container), 'MAXLEN', '~', SHOWN_PROBES, '*', ...words);
        before = output;
      }
      if (pipeline.length === 0) return;
      pipeline.pexpire(keys.healthProbes(container), LIFETIME_MS);
      pipeline.pexpire(keys.healthOutputs(container), LIFETIME_MS);
      await results(pipeline);
    },
    async newest(container) {
      const [figures, texts] = await Promise.all([
        newestOf(keys.healthProbes(container), SHOWN_PROBES),
        newestOf(keys.healthOutputs(container), SHOWN_PROBES),
      ]);
      return withOutputs(figures.map(figuresOf), texts.map(textOf));
    },
    async since(container, sinceMs) {
      const entries = await redis.xrange(keys.healthProbes(container), now() - sinceMs, '+');
      return entries.map(([, fields]) => figuresOf(fields));
    },
  };
}

/** Both newest first: an output stands for its probe and for all after it until the next one. */
function withOutputs(
  probes: readonly ProbeFigures[],
  texts: readonly ReturnType<typeof textOf>[],
): HealthProbe[] {
  let next = 0;
  return probes.map(({ startMs, durationMs, exitCode }) => {
    const text = texts[next];
    if (text?.startMs === startMs) next += 1;
    const at = new Date(startMs).toISOString();
    return { at, durationMs, exitCode, output: text?.output ?? '' };
  });
}

/** A stranger's text as it may be kept and shown: one line, no control characters, none that turn the direction of writing. */
export function probeOutput(text: string): string {
  const line = text
    .replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')
    .trim();
  return [...line].slice(0, OUTPUT_CHARACTERS).join('');
}

const valueOf = (fields: readonly string[], name: string): string =>
  fields[fields.indexOf(name) + 1] ?? '';

const figuresOf = (fields: readonly string[]): ProbeFigures => ({
  startMs: Number(valueOf(fields, 'at')),
  durationMs: Number(valueOf(fields, 'ms')),
  exitCode: Number(valueOf(fields, 'exit')),
});

/** The output comes last, so that no text in it is taken for a name. */
const textOf = (fields: readonly string[]) => ({
  startMs: Number(valueOf(fields, 'at')),
  output: valueOf(fields, 'output'),
});
