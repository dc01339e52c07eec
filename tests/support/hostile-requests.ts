import { hashSecret } from '@taskdeck/server/auth/secrets';
import { TOKEN } from './api.ts';
import { rawRequest } from './raw-http.ts';

/** One hostile request: what it is, its bytes, and the statuses that count as refused (or as harmless). */
export interface HostileRow {
  readonly name: string;
  readonly bytes: Buffer;
  readonly wanted: readonly number[];
}

export const ID = '01a205aa-8db4-7523-8382-4627e56a2cf7';
export const CONTAINER = 'd'.repeat(64);
export const JSON_TYPE = 'Content-Type: application/json';
const OWN_TOKEN = `Authorization: Bearer ${TOKEN}`;

/** Headers that prove nothing. `cookie`: the one of an admin, to be forged from. */
export const hostileProofs = (cookie: string): string[] => [
  ...[
    'Basic YWRtaW46YWRtaW4=',
    'Bearer',
    'Bearer ',
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Bearer td_${'A'.repeat(43)}`,
    `Bearer ${hashSecret(TOKEN)}`,
    `Bearer null`,
    `Bearer ${'x'.repeat(7_000)}`,
    'Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.',
    `bearer  ${TOKEN}`,
    `Digest username="admin"`,
  ].map((value) => `Authorization: ${value}`),
  ...[
    'taskdeck_session=',
    'taskdeck_session=x',
    `taskdeck_session=${'A'.repeat(43)}`,
    `taskdeck_session=${hashSecret(cookie.split('=')[1] ?? '')}`,
    `taskdeck_session=${'x'.repeat(7_000)}`,
    'taskdeck_session={"role":"admin"}',
    'taskdeck_session=*',
    'taskdeck_session=..%2f..%2f',
    '__Host-taskdeck_session=x',
    `__Host-${cookie}`,
    'role=admin',
  ].map((value) => `Cookie: ${value}`),
  'X-Forwarded-User: admin',
  'X-Remote-User: admin',
];

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const task = '{"task":"sleep"';

/** Bodies of `POST /api/tasks`, with what they are and what answers them. */
export const HOSTILE_BODIES: readonly (readonly [string, string | Buffer, number[]])[] = [
  ['1 MB and a byte', `{"task":"${'x'.repeat(1_048_577)}"}`, [413]],
  ['33 levels', `${task},"input":${deep(33)}}`, [400]],
  ['100,000 levels', deep(100_000), [400]],
  ['levels that never end', '['.repeat(900_000), [400]],
  ['__proto__', `${task},"__proto__":{"role":"admin"}}`, [400]],
  ['__proto__ within', `${task},"input":{"__proto__":{"durationMs":1}}}`, [400]],
  ['constructor.prototype', `${task},"constructor":{"prototype":{"x":1}}}`, [400]],
  ['an escaped __proto__', `${task},"\\u005f_proto__":{}}`, [400]],
  ['twice the same key, the second wrong', `${task},"task":"no-such-task"}`, [400]],
  ['a null byte in the name', '{"task":"sleep\\u0000"}', [400]],
  ['a bare null byte', Buffer.from('{"task":"sl\0eep"}'), [400]],
  ['half a character', Buffer.from([...Buffer.from('{"task":"'), 0xc3, 0x28, 0x22, 0x7d]), [400]],
  ['a lone surrogate', '{"task":"\\ud800"}', [400]],
  ['UTF-16', Buffer.from('{"task":"sleep"}', 'utf16le'), [400]],
  ['no JSON', 'task=sleep', [400]],
  ['half of it', '{"task":"sleep"', [400]],
  ['two of them', '{"task":"sleep"}{"task":"sleep"}', [400]],
  ['NaN', `${task},"input":{"durationMs":NaN}}`, [400]],
  ['a number beyond all', `${task},"input":{"durationMs":1e999}}`, [400]],
  ['a negative number', `${task},"input":{"durationMs":-1}}`, [400]],
  ['a number as text', `${task},"input":{"durationMs":"1"}}`, [400]],
  ['an array', '[]', [400]],
  ['null', 'null', [400]],
  ['a text', '"sleep"', [400]],
  ['a field that nobody knows', `${task},"role":"admin"}`, [400]],
  ['an option that nobody knows', `${task},"options":{"jobId":"1"}}`, [400]],
  ['a delay of years', `${task},"options":{"delayMs":1e12}}`, [400]],
  ['a thousand attempts', `${task},"options":{"attempts":1000}}`, [400]],
  [
    'a thousand tags',
    `${task},"options":{"tags":${JSON.stringify(Array(1_000).fill('x'))}}}`,
    [400],
  ],
  ['a tag with a line end', `${task},"options":{"tags":["a\\nb"]}}`, [400]],
  ['a task of the prototype', '{"task":"constructor"}', [400]],
  ['a task of the prototype', '{"task":"__proto__"}', [400]],
  ['a path for a task', '{"task":"../../etc/passwd"}', [400]],
  ['a script for a task', '{"task":"<script>alert(1)</script>"}', [400]],
];

const row = (name: string, headers: string[], wanted: number[], sent = '{"task":"sleep"}') => ({
  name,
  bytes: rawRequest('POST /api/tasks', headers, sent),
  wanted,
});
const own = OWN_TOKEN;

/** A good body under a bad head. */
export const HOSTILE_HEADS: readonly HostileRow[] = [
  row('text/plain', [own, 'Content-Type: text/plain'], [415]),
  row('a form', [own, 'Content-Type: application/x-www-form-urlencoded'], [415]),
  row('multipart', [own, 'Content-Type: multipart/form-data; boundary=x'], [415]),
  row('XML', [own, 'Content-Type: application/xml'], [415]),
  row('no type', [own], [415]),
  row('a type that is none', [own, 'Content-Type: ;;;'], [400, 415]),
  row('two lengths', [own, JSON_TYPE, 'Content-Length: 16', 'Content-Length: 5'], [400]),
  row('a length below zero', [own, JSON_TYPE, 'Content-Length: -1'], [400]),
  row('a length in words', [own, JSON_TYPE, 'Content-Length: many'], [400]),
  row(
    'length and chunks',
    [own, JSON_TYPE, 'Content-Length: 3', 'Transfer-Encoding: chunked'],
    [400],
  ),
  row('chunks of chunks', [own, JSON_TYPE, 'Transfer-Encoding: chunked, chunked'], [400], 'x'),
  row('broken chunks', [own, JSON_TYPE, 'Transfer-Encoding: chunked'], [400], 'zz\r\nx\r\n'),
  row('a line end in a header', [own, JSON_TYPE, 'X-A: a\nX-B: b\rc'], [400]),
  row('a null byte in a header', [own, JSON_TYPE, 'X-A: a\0b'], [400]),
  row('a header without a name', [own, JSON_TYPE, ': x'], [400]),
  row('a folded header', [own, JSON_TYPE, 'X-A: a\r\n b'], [400]),
  row('20 kB of headers', [own, JSON_TYPE, `X-A: ${'x'.repeat(20_000)}`], [431]),
  row('no body', [own, JSON_TYPE], [400], ''),
];

/** Addresses, and what answers them to an admin. */
export const HOSTILE_TARGETS: readonly (readonly [string, number[]])[] = [
  ['/api/tasks/..%2f..%2fetc%2fpasswd', [400, 404]],
  ['/api/tasks/../../etc/passwd', [404]],
  ['/api//tasks', [404]],
  ['//evil.example/api/tasks', [404]],
  ['/api/tasks/%00', [400, 404]],
  ['/api/tasks/%', [400]],
  ['/api/tasks/%zz', [400]],
  ['/api/tasks/%c0%ae%c0%ae', [400]],
  [`/api/tasks/${'x'.repeat(6_000)}`, [400, 404, 414]],
  ['/api/tasks/__proto__', [400, 404]],
  ['/api/tasks/constructor', [400, 404]],
  ['/API/TASKS', [404]],
  ['/api/tasks/;id', [400, 404]],
  ['/trpc/__proto__', [404]],
  ['/trpc/constructor', [404]],
  ['/trpc/tasks.get.__proto__', [404]],
  ['/trpc/tasks', [404]],
  ['/trpc/', [404]],
  ['/trpc/stats?batch=1&input=x', [400]],
  ['/trpc/stats?input=%7B', [400]],
  [`/trpc/${'stats,'.repeat(1_000)}stats?batch=1`, [400, 404, 414]],
  ['/api/containers/redis', [400]],
  ['/api/containers/..%2f..%2finfo', [400, 404]],
  [`/api/containers/${CONTAINER}%2fexport`, [400, 404]],
  [`/api/containers/${CONTAINER}`, [404]],
  ['/api/docs/../../../etc/passwd', [404]],
  ['/api/docs/static/..%2f..%2f..%2fpackage.json', [403, 404]],
  ['/api/docs/static/%2e%2e/%2e%2e/package.json', [403, 404]],
  [`/api/tasks/${ID}/artifacts/..%2f..%2fetc%2fpasswd`, [400, 404]],
  [`/api/tasks/${ID}/artifacts/%00`, [400, 404]],
  ['/.env', [404]],
  ['/.git/config', [404]],
  ['/server/src/main.ts', [404]],
];

const evil = encodeURIComponent(`${'a'.repeat(60)}!(a+)+$`);

/** Filters out of bounds, and such as would take long where they were taken for patterns. */
export const HOSTILE_QUERIES: readonly (readonly [string, number[]])[] = [
  ['/api/tasks?limit=0', [400]],
  ['/api/tasks?limit=-1', [400]],
  ['/api/tasks?limit=101', [400]],
  ['/api/tasks?limit=1e9', [400]],
  ['/api/tasks?limit=NaN', [400]],
  ['/api/tasks?limit[]=5&limit[]=6', [200, 400]],
  ['/api/tasks?limit=5&limit=6', [400]],
  ['/api/tasks?state=running', [400]],
  ['/api/tasks?state=__proto__', [400]],
  ['/api/tasks?cursor=%00', [200, 400]],
  [`/api/tasks?cursor=${'9'.repeat(300)}`, [400]],
  [`/api/tasks?q=${'a'.repeat(101)}`, [400]],
  [`/api/tasks?q=${evil}`, [200]],
  ['/api/tasks?q=*%3F%5B%5D', [200]],
  ['/api/tasks?tag=a%20b', [400]],
  ['/api/tasks?fingerprint=x', [400]],
  ['/api/stats/history?range=10y', [400]],
  ['/api/stats/history?range=', [400]],
  [`/api/containers/${CONTAINER}/usage?range=1y`, [400]],
  ['/api/timeline?limit=100000', [400]],
  ['/api/timeline?from=yesterday', [400]],
  ['/api/timeline?container=x', [400]],
  ['/api/audit?limit=100000', [400]],
  ['/api/audit?cursor=x', [400]],
  ['/api/audit?outcome=fine', [400]],
  ['/api/audit.csv?from=x', [400]],
];
