import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { JobError } from '../errors.ts';
import { SECRET_MASK } from '../secret-fields.ts';
import type { Destinations } from './destinations.ts';

/** One request, with its answer, may take this long. */
const REQUEST_MS = 30_000;
const MAX_REDIRECTS = 3;
/** What is kept of an answer. */
const ANSWER_BYTES = 2_048;
/** Redirects that ask for the same request elsewhere. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

export interface Webhook {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as `Authorization` to the origin of the URL alone, and left out of what is told of answers; absent: none. */
  readonly bearer?: string | undefined;
}

interface WebhookAnswer {
  readonly status: number;
  /** Its first 2 kB. */
  readonly text: string;
  /** Where it came from, after redirects. */
  readonly url: string;
}

export interface Address {
  readonly address: string;
  readonly family: number;
}
/** All addresses of a host name; of an address, itself. */
type Resolve = (host: string) => Promise<readonly Address[]>;
const resolveByDns: Resolve = (host) => lookup(host, { all: true });

interface Way {
  readonly destinations: Destinations;
  readonly signal: AbortSignal;
  /** Default: as the system does it. */
  readonly resolve?: Resolve;
}

/**
 * Posts and answers what was answered with 2xx. A name is resolved once for each request and the connection goes to the address that was
 * checked, so DNS can't change its mind in between; each redirect is a request of its own.
 * @throws JobError DELIVERY_REFUSED for what another attempt would not change: a forbidden address, a status that says no
 * @throws Error for what may pass: 5xx, 429, no connection, no answer
 */
export async function postWebhook(webhook: Webhook, way: Way): Promise<WebhookAnswer> {
  let url = new URL(webhook.url);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await post(url, webhook, way);
    const { statusCode: status = 0, headers } = answer;
    if (!REDIRECTS.has(status) || headers.location === undefined) {
      const text = hide(await firstBytes(answer), webhook.bearer);
      judge(status, url, text);
      return { status, text, url: url.href };
    }
    answer.destroy();
    if (redirects === MAX_REDIRECTS)
      throw refused(`${webhook.url} was redirected more than ${MAX_REDIRECTS} times`);
    url = redirected(url, headers.location);
  }
}

function redirected(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw refused(`${from.host} redirects to no URL`);
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && (to.protocol !== 'http:' || from.protocol === 'https:'))
    throw refused(`${from.host} redirects to ${to.protocol}//${to.host}, which is less safe`);
  if (to.username !== '' || to.password !== '')
    throw refused(`${from.host} redirects to a URL with a password`);
  return to;
}

function judge(status: number, url: URL, text: string): void {
  if (status >= 200 && status < 300) return;
  const message = `${url.host} answered ${status}: ${text.slice(0, 200)}`;
  if (status >= 500 || status === 429) throw new Error(message);
  throw refused(message);
}

/** Receivers repeat what they were sent, and their answers are shown. */
const hide = (text: string, bearer: string | undefined): string =>
  bearer === undefined ? text : text.replaceAll(bearer, SECRET_MASK);

async function post(url: URL, webhook: Webhook, way: Way): Promise<IncomingMessage> {
  const addresses = await permitted(url, way);
  const { body, headers, bearer } = webhook;
  const isMeant = bearer !== undefined && url.origin === new URL(webhook.url).origin;
  const options: RequestOptions = {
    method: 'POST',
    headers: {
      ...headers,
      ...(isMeant && { authorization: `Bearer ${bearer}` }),
      'content-length': Buffer.byteLength(body),
    },
    signal: AbortSignal.any([way.signal, AbortSignal.timeout(REQUEST_MS)]),
    // A connection of its own: one that is kept could be to another address.
    agent: false,
    lookup: (_host, { all }, done) => {
      const [first] = addresses;
      if (all === true || first === undefined) done(null, [...addresses]);
      else done(null, first.address, first.family);
    },
  };
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    request(url, options, resolve)
      .on('error', (error) => reject(unreachable(url, error, way.signal)))
      .end(body);
  });
}

/** The addresses of the URL's host that may be connected to. */
async function permitted(url: URL, way: Way): Promise<readonly Address[]> {
  // Numbers in decimal, octal or hexadecimal are an ordinary address by now: the URL parser has seen to that.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  let addresses: readonly Address[];
  try {
    addresses = await (way.resolve ?? resolveByDns)(host);
  } catch (error) {
    throw unreachable(url, error, way.signal);
  }
  const fine = addresses.filter(({ address }) => way.destinations.permits(host, address));
  if (fine.length === 0)
    throw refused(
      `${host} is not on the public internet (${addresses.map(({ address }) => address).join(', ')}). An operator may allow it in NOTIFY_ALLOW_PRIVATE`,
    );
  return fine;
}

async function firstBytes(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      const part = Buffer.from(chunk);
      chunks.push(part);
      bytes += part.length;
      if (bytes >= ANSWER_BYTES) break;
    }
  } catch {
    // The status has said what matters; what came of the text is kept.
  }
  answer.destroy();
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, ANSWER_BYTES));
}

function refused(message: string): JobError {
  return new JobError('DELIVERY_REFUSED', message);
}

function unreachable(url: URL, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const why = isLate || code === 'ABORT_ERR' ? `no answer within ${REQUEST_MS / 1_000} s` : code;
  return new Error(`${url.host} could not be reached: ${why}`, { cause: error });
}
