import { useNow } from '../../clock.ts';

/**
 * The time by which a container's figures are told, in epoch ms: now, or, where they are from before, when they were seen (`at`; null: they are
 * from now). Nobody knows that it is still up.
 */
export function useSeenNow(at: string | null): number {
  const now = useNow();
  return at === null ? now : Date.parse(at);
}
