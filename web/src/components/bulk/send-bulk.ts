import type { BulkItem, BulkReport } from '@taskdeck/server/schemas/bulk';
import { errorBodyOf, RestError } from '../../errors.ts';
import { isRecord } from '../../is-record.ts';
import { CONTENT_TYPE, type BulkFormat, type Separator } from './format.ts';

interface BulkRequest {
  /** Sent from the disk, never held whole. */
  readonly body: Blob;
  readonly format: BulkFormat;
  readonly separator: Separator;
  /** Of CSV; JSON rows name their own. */
  readonly task: string | null;
  /** For all rows; empty: none. */
  readonly tag: string;
  /** Only check. */
  readonly dryRun: boolean;
}

export function bulkUrl({ format, separator, task, tag, dryRun }: BulkRequest): string {
  const query = new URLSearchParams();
  if (format === 'csv') query.set('separator', separator);
  if (format === 'csv' && task !== null) query.set('task', task);
  if (tag !== '') query.set('tag', tag);
  if (dryRun) query.set('dryRun', 'true');
  return `/api/tasks/bulk?${query.toString()}`;
}

const isItem = (item: unknown): item is BulkItem =>
  isRecord(item) && typeof item['index'] === 'number';

const isReport = (answer: unknown): answer is BulkReport =>
  isRecord(answer) && Array.isArray(answer['items']) && answer['items'].every(isItem);

/**
 * Sends the rows and resolves with the report. `onProgress` hears how much of the body has gone out, 0 to 1: the server reads no faster than it
 * works. An XMLHttpRequest, because `fetch` tells nothing of an upload. Errors: RestError; the signal's reason when it is stopped.
 */
export function sendBulk(
  request: BulkRequest,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<BulkReport> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', bulkUrl(request));
    xhr.setRequestHeader('content-type', CONTENT_TYPE[request.format]);
    xhr.responseType = 'json';
    xhr.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) onProgress(loaded / total);
    });
    xhr.addEventListener('load', () => {
      const answer: unknown = xhr.response;
      if (xhr.status === 200 && isReport(answer)) resolve(answer);
      else reject(new RestError(errorBodyOf(answer)));
    });
    xhr.addEventListener('error', () => reject(new RestError(null)));
    xhr.addEventListener('abort', () => reject(signal.reason));
    signal.addEventListener('abort', () => xhr.abort(), { once: true });
    xhr.send(request.body);
  });
}
