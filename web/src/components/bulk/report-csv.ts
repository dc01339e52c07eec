import type { BulkItem } from '@taskdeck/server/schemas/bulk';

/**
 * A cell of CSV (RFC 4180). A spreadsheet takes what begins with = + - @, a tab or a line end for a formula: an apostrophe in front
 * keeps it text (OWASP, CSV injection).
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `input.steps: Too small; options.priority: …`, or the message where no field is to blame. */
export function whyWords({ message, fields }: NonNullable<BulkItem['error']>): string {
  const parts = Object.entries(fields ?? {}).map(
    ([path, reasons]) => `${path === '' ? 'row' : path}: ${reasons.join(', ')}`,
  );
  return parts.length === 0 ? message : parts.join('; ');
}

/** The report of every row, to open in a spreadsheet. Rows count from 1, as people do. */
export function reportCsv(items: readonly BulkItem[], isDryRun: boolean): Blob {
  const lines = items.map(({ index, id, error }) => {
    const outcome = error ? 'refused' : isDryRun ? 'fine' : 'accepted';
    const cells = [outcome, id ?? error?.id ?? '', error?.code ?? '', error ? whyWords(error) : ''];
    return [String(index + 1), ...cells.map(csvCell)].join(',');
  });
  const text = ['row,outcome,job,code,why', ...lines].join('\r\n');
  // The byte order mark tells Excel that it is UTF-8.
  return new Blob(['\uFEFF', text, '\r\n'], { type: 'text/csv' });
}
