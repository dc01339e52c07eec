/** Something above a cell of a health strip: a restart or an OOM kill. */
export interface StripMark {
  /** Index of its cell, 0 the oldest. */
  readonly cell: number;
  readonly kind: 'restart' | 'oom';
}
