/** How the rows of a bulk submission are written. */
export type BulkFormat = 'csv' | 'ndjson' | 'json';
export const CONTENT_TYPE: Readonly<Record<BulkFormat, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  json: 'application/json',
};

/** Between the cells of CSV, as the server knows them. */
export const SEPARATORS = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar' },
] as const;
export type Separator = (typeof SEPARATORS)[number]['value'];

const BY_ENDING: readonly (readonly [RegExp, BulkFormat])[] = [
  [/\.(csv|tsv|tab)$/i, 'csv'],
  [/\.(ndjson|jsonl)$/i, 'ndjson'],
];

/** The format, from the file's name where that is clear, else from how the text begins. */
export function detectFormat(name: string, head: string): BulkFormat {
  const named = BY_ENDING.find(([ending]) => ending.test(name));
  if (named) return named[1];
  const start = head.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('[')) return 'json';
  return start.startsWith('{') ? 'ndjson' : 'csv';
}

/** The separator that is most often in the first line, outside quotes; a comma if none is. */
export function detectSeparator(head: string): Separator {
  const line = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(head.trimStart())?.[0] ?? '';
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map(({ value }) => bare.split(value).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]?.value ?? ',';
}
