import { createHmac } from 'node:crypto';

/**
 * The headers by which a receiver knows that a webhook is ours and fresh: `X-Taskdeck-Timestamp` (seconds since 1970) and
 * `X-Taskdeck-Signature: sha256=<hex>`, the HMAC-SHA-256 of `<timestamp>.<body>`. The receiver makes the same and compares in constant time.
 */
export function signatureHeaders(
  body: string,
  secret: string,
  nowMs: number,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-taskdeck-timestamp': timestamp, 'x-taskdeck-signature': `sha256=${mac}` };
}
