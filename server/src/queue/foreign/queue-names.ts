import type { Keys } from '@taskdeck/tasks';
import { MAX_QUEUE_REF } from '../../schemas/foreign.ts';

/** A queue of somebody else: `ref` is how its keys begin, `prefix:name`. */
export interface QueueName {
  readonly ref: string;
  readonly prefix: string;
  readonly name: string;
}

/**
 * Which queue a text names: one under one of the prefixes, and not one of ours. null: neither. Any characters go, a colon in the name too, but a
 * name does not end with one: BullMQ could not be told it.
 */
export function queueName(
  ref: string,
  prefixes: readonly string[],
  keys: Pick<Keys, 'bull'>,
): QueueName | null {
  if (ref.length > MAX_QUEUE_REF || isUnder(ref, keys.bull) || ref.endsWith(':')) return null;
  const prefix = prefixes.find((candidate) => isUnder(ref, candidate));
  return prefix === undefined ? null : { ref, prefix, name: ref.slice(prefix.length + 1) };
}

const isUnder = (ref: string, prefix: string): boolean =>
  ref.length > prefix.length + 1 && ref.startsWith(prefix) && ref[prefix.length] === ':';

/** The name of a queue whose meta hash has this key, as `queueName`. */
export function queueOfMeta(
  key: string,
  prefixes: readonly string[],
  keys: Pick<Keys, 'bull'>,
): QueueName | null {
  // What is not valid UTF-8 came as U+FFFD, and its keys can't be written back.
  if (!key.endsWith(META) || key.includes('\uFFFD')) return null;
  return queueName(key.slice(0, -META.length), prefixes, keys);
}
const META = ':meta';

/** How BullMQ's class is told of it: a name without a colon. Its keys are prefix, colon and name, wherever one ends and the other begins. */
export function splitForBull(ref: string): { readonly prefix: string; readonly name: string } {
  const at = ref.lastIndexOf(':');
  return { prefix: ref.slice(0, at), name: ref.slice(at + 1) };
}
