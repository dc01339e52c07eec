const MIB = 1_048_576;

/** What people write: 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, … */
const CORES = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3];
const MOST_CORES = 4_096;

/** The next sensible number of cores that is not less. */
export function sensibleCores(atLeast: number): number {
  const small = CORES.find((cores) => cores >= atLeast);
  if (small !== undefined) return small;
  for (let cores = 4; cores <= MOST_CORES; cores *= 2) {
    if (cores >= atLeast) return cores;
    if (cores * 1.5 >= atLeast) return cores * 1.5;
  }
  return Math.ceil(atLeast);
}

/** The next sensible amount of memory that is not less: 32, 48, 64, 96, 128, … MiB. */
export function sensibleBytes(atLeast: number): number {
  const power = 2 ** Math.ceil(Math.log2(Math.max(32 * MIB, atLeast)));
  const between = (power / 4) * 3;
  return between >= atLeast && between >= 32 * MIB ? between : power;
}

/** The next sensible number of processes that is not less: 16, 32, 64, … */
export const sensiblePids = (atLeast: number): number =>
  2 ** Math.ceil(Math.log2(Math.max(16, atLeast)));

/** `0.5`, `0.75`, `1.0`, as Compose files have it; what is used at all is at least 0.01. */
export function coresText(cores: number): string {
  const hundredths = Math.max(1, Math.round(cores * 100));
  return (hundredths / 100).toFixed(hundredths % 10 === 0 ? 1 : 2);
}

/** `768m`, `2g`, as Compose takes it. */
export function bytesSetting(bytes: number): string {
  const mib = Math.round(bytes / MIB);
  return mib % 1_024 === 0 ? `${mib / 1_024}g` : `${mib}m`;
}

/** `512 MiB`, `1.5 GiB`. */
export function bytesText(bytes: number): string {
  const mib = bytes / MIB;
  const [value, unit] = mib >= 1_024 ? [mib / 1_024, 'GiB'] : [mib, 'MiB'];
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`;
}
