/** A source of numbers that a seed repeats exactly. */
export interface SeededRandom {
  /** Uniform in (-1, 1), 32 bits. */
  symmetric(): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * sfc32, a small fast generator with 128 bits of state by Chris Doty-Humphrey (PractRand 0.95, public domain:
 * https://pracrand.sourceforge.net, `sfc.cpp`), seeded as PractRand does: a = 0, b and c the seed, counter 1, 12 rounds thrown away.
 * Normals by the polar method: G. Marsaglia and T. A. Bray, "A convenient method for generating normal variables",
 * SIAM Review 6 (1964), 260-264.
 */
export function seededRandom(seed: number): SeededRandom {
  let a = 0;
  let b = seed | 0;
  let c = 0;
  let counter = 1;
  let spare = Number.NaN;

  const int32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result;
  };
  for (let round = 0; round < 12; round += 1) int32();

  /** The middle of one of 2^32 equal cells, so never 0 and never an end. */
  const symmetric = (): number => (int32() + 0.5) / 2_147_483_648;

  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    let u = symmetric();
    let v = symmetric();
    let square = u * u + v * v;
    while (square >= 1) {
      u = symmetric();
      v = symmetric();
      square = u * u + v * v;
    }
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    spare = v * scale;
    return u * scale;
  };

  return { symmetric, normal };
}
