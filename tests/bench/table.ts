/** One line of the table: what was measured, what it may be, what it is. */
export interface Row {
  readonly work: string;
  readonly limit: string;
  readonly ours: string;
  /** null: could not be measured here, and `ours` says why. */
  readonly holds: boolean | null;
}

/** The smallest and largest that a number may be. */
interface Bounds {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A row from a number; `text` writes it with its unit. */
export function row(
  work: string,
  value: number,
  bounds: Bounds,
  text: (value: number) => string,
): Row {
  const { atLeast, atMost } = bounds;
  const limits = [
    ...(atLeast === undefined ? [] : [`>= ${text(atLeast)}`]),
    ...(atMost === undefined ? [] : [`<= ${text(atMost)}`]),
  ];
  return {
    work,
    limit: limits.join(', '),
    ours: text(value),
    holds: (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost),
  };
}

/** A Markdown table. */
export function table(rows: readonly Row[]): string {
  const verdict = ({ holds }: Row) => (holds === null ? 'not measured' : holds ? 'yes' : 'NO');
  const lines = [
    ['work', 'limit', 'ours', 'holds'],
    ...rows.map((one) => [one.work, one.limit, one.ours, verdict(one)]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const [head = '', ...body] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  return [head, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body].join('\n');
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
