/** Counts of payoffs in bins of equal width from 0. */
export interface Histogram {
  /** Ascending, one more than `counts`. */
  readonly edges: number[];
  /** How many paths paid at least `edges[i]` and less than `edges[i + 1]`; the last bin also counts all that paid more. */
  readonly counts: number[];
}

/** Payoffs that are kept to learn the range from; after them only counts are. */
const PILOT = 20_000;

/**
 * A histogram of payoffs whose range is not known beforehand, in bounded memory: the first 20,000 are kept, the bins span
 * zero to their largest, and everything after them is only counted. At most about one path in 20,000 lies beyond the last edge.
 */
export class PayoffHistogram {
  readonly #pilot: number[] = [];
  readonly #counts: number[];
  /** The width of a bin, null while the pilot fills. */
  #width: number | null = null;

  /** @param fallbackRange the span of the bins when no pilot path pays anything */
  constructor(
    bins: number,
    private readonly fallbackRange: number,
  ) {
    this.#counts = Array.from({ length: bins }, () => 0);
  }

  add(payoff: number): void {
    if (this.#width !== null) this.#count(payoff, this.#width);
    else if (this.#pilot.push(payoff) === PILOT) this.#settle();
  }

  result(): Histogram {
    const width = this.#width ?? this.#settle();
    return {
      edges: Array.from({ length: this.#counts.length + 1 }, (_, i) => i * width),
      counts: [...this.#counts],
    };
  }

  #settle(): number {
    const largest = this.#pilot.reduce((max, payoff) => Math.max(max, payoff), 0);
    const width = (largest > 0 ? largest : this.fallbackRange) / this.#counts.length;
    this.#width = width;
    for (const payoff of this.#pilot) this.#count(payoff, width);
    this.#pilot.length = 0;
    return width;
  }

  #count(payoff: number, width: number): void {
    const bin = Math.min(this.#counts.length - 1, Math.floor(payoff / width));
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
  }
}
