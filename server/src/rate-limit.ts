import { AppError } from './errors.ts';

/** Who was quiet for this long may make as many requests at once as the rate allows in this time. */
const BURST_MS = 5_000;
/** Beyond this many, those that have nothing to wait for are forgotten. */
const MAX_KNOWN = 10_000;

/**
 * A token bucket for each account, and for each address that is not signed in. In the process and not in Redis, because it is there to keep one
 * caller from taking this process from the others: it costs nothing, and holds while Redis is away. With N replicas behind Nginx a caller has up to
 * N times the rate.
 */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** When the bucket of each will be full again, epoch ms. */
  readonly #fullAt = new Map<string, number>();

  /** @param perSecond requests a second; 0: no limit */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Takes `cost` requests of `who`. Errors: RATE_LIMITED with the seconds to wait; then nothing is taken. */
  demand(who: string, cost = 1): void {
    if (this.#perSecond === 0) return;
    const now = this.#now();
    const fullAt = Math.max(this.#fullAt.get(who) ?? 0, now) + (cost * 1_000) / this.#perSecond;
    const tooSoonMs = fullAt - now - BURST_MS;
    if (tooSoonMs > 0) {
      const retryAfterSeconds = Math.ceil(tooSoonMs / 1_000);
      throw new AppError(
        'RATE_LIMITED',
        `Too many requests: ${this.#perSecond} a second are taken from one account. Try again in ${retryAfterSeconds} s.`,
        { retryAfterSeconds },
      );
    }
    this.#fullAt.set(who, fullAt);
    if (this.#fullAt.size > MAX_KNOWN) this.#forget(now);
  }

  #forget(now: number): void {
    for (const [who, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(who);
  }
}
