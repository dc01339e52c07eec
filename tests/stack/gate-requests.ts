/** An id that a container could have, and none has: what gets through does nothing, and Docker answers 404. */
const ID = 'd'.repeat(64);

/** Requests that a gate in front of Docker must refuse, byte by byte what stands on the wire before the Host header. */
const LINES = [
  // Writes.
  'POST /containers/create',
  `POST /containers/${ID}/start`,
  `POST /containers/${ID}/stop`,
  `POST /containers/${ID}/kill`,
  `POST /containers/${ID}/exec`,
  `POST /containers/${ID}/attach?stdin=1&stream=1`,
  `POST /containers/${ID}/update`,
  `POST /containers/${ID}/rename?name=x`,
  `DELETE /containers/${ID}?force=1`,
  `PUT /containers/${ID}/archive?path=/`,
  `PATCH /containers/${ID}/json`,
  `POST /exec/${ID}/start`,
  `POST /images/create?fromImage=${ID}`,
  `DELETE /images/${ID}`,
  `POST /networks/${ID}/connect`,
  `DELETE /networks/${ID}`,
  `DELETE /volumes/${ID}`,
  `POST /plugins/${ID}/enable`,
  `POST /services/${ID}/update`,
  `DELETE /secrets/${ID}`,
  `POST /containers/${ID}/json`,
  'POST /_ping',
  'PUT /version',
  'DELETE /events',
  'OPTIONS /containers/json',
  // Reads that give away files, logs, commands, environments, tokens.
  `GET /containers/${ID}/archive?path=/etc`,
  `HEAD /containers/${ID}/archive?path=/etc`,
  `GET /containers/${ID}/export`,
  `GET /containers/${ID}/logs?stdout=1`,
  `GET /containers/${ID}/top`,
  `GET /containers/${ID}/changes`,
  `GET /containers/${ID}/attach/ws?stream=1&stdin=1`,
  `GET /containers/${ID}/checkpoints`,
  `GET /exec/${ID}/json`,
  `GET /images/${ID}/json`,
  `GET /images/${ID}/history`,
  `GET /images/${ID}/get`,
  'GET /images/json',
  'GET /swarm',
  'GET /swarm/unlockkey',
  'GET /secrets',
  'GET /configs',
  'GET /services',
  'GET /services?status=true',
  'GET /v1.44/services?status=true&filters=%7B%7D',
  `GET /services/${ID}`,
  `GET /services/${ID}/logs?stdout=1`,
  'GET /tasks',
  'GET /tasks?filters=%7B%7D',
  `GET /tasks/${ID}/logs?stdout=1`,
  'GET /nodes',
  'GET /v1.44/nodes',
  'GET /nodes?filters=%7B%7D',
  `GET /nodes/${ID}`,
  'GET /volumes',
  'GET /plugins',
  'GET /debug/pprof/',
  'GET /debug/vars',
  // Reads that cost much, or make Docker talk to strangers.
  'GET /system/df',
  'GET /containers/json?size=1',
  `GET /containers/${ID}/json?size=1`,
  `GET /distribution/${ID}/json`,
  'GET /images/search?term=x',
  `GET /plugins/privileges?remote=${ID}`,
  // Paths in disguise.
  `GET /containers/${ID.slice(0, 12)}/json`,
  'GET /containers/redis/json',
  `GET /containers/${ID.toUpperCase()}/json`,
  `GET /containers/${ID}/../${ID}/export`,
  `GET /containers/json/../${ID}/export`,
  `GET /v1.41/../containers/${ID}/export`,
  `GET /./containers/${ID}/export`,
  `GET //containers/json`,
  `GET /containers//json`,
  `GET /containers/${ID}%2fjson`,
  `GET /containers/${ID}/json%3fsize=1`,
  `GET /containers/${ID}/json;size=1`,
  `GET /containers/${ID}/json/`,
  `GET /containers/${ID}/json#x`,
  `GET /CONTAINERS/json`,
  `GET /v1.999/containers/json`,
  `GET /v2/containers/json`,
  `GET /events?filters=%7B%7D&x=1`,
  `GET http://docker/containers/${ID}/export`,
  'GET https://docker/swarm',
  // Other protocols.
  'POST /session',
  'POST /grpc',
] as const;

const request = (line: string, ...headers: string[]): string =>
  [`${line} HTTP/1.1`, 'Host: docker', ...headers, 'Connection: close', '', ''].join('\r\n');

/** Refused by the one status that Docker itself would not answer. */
export const REFUSED: readonly string[] = LINES.map((line) => request(line));

/** Those of them that DOCKER_SWARM=on lets through. */
export const OF_SWARM: readonly string[] = [
  'GET /services?status=true',
  'GET /v1.44/services?status=true&filters=%7B%7D',
  'GET /tasks',
  'GET /tasks?filters=%7B%7D',
  'GET /nodes',
  'GET /v1.44/nodes',
].map((line) => request(line));

/** What is no proper HTTP, or a method of a proxy: any answer but one of Docker's will do. */
export const MALFORMED: readonly string[] = [
  request('CONNECT docker:2375'),
  request('TRACE /version'),
  request('GET containers/json'),
  request('GET *'),
  request('GET /events?since=1 2'),
  request(`GET /containers/${ID}/json%00`),
  `GET /containers/${ID}/export\r\n\r\n`,
  `GET /containers/${ID}/export HTTP/2.0\r\nHost: docker\r\n\r\n`,
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET /_ping\tHTTP/1.1\r\nHost: docker\r\n\r\n`,
  request(`GET /containers/${ID}/export`, 'Transfer-Encoding: chunked', 'Content-Length: 3'),
];

/** On the list, but asking for another protocol, or with a second request in the body: Docker must get to see the request alone. */
export const STRIPPED: readonly string[] = [
  `GET /version HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
  `GET /version HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n`,
  request('GET /version', 'X-HTTP-Method-Override: DELETE'),
];

/** A request whose body is another one. Answered once, or refused: never twice. */
export const SMUGGLED: readonly string[] = [
  `GET /version HTTP/1.1\r\nHost: docker\r\nContent-Length: 62\r\nConnection: close\r\n\r\nPOST /containers/create HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n`,
  `GET /version HTTP/1.1\r\nHost: docker\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nPOST /containers/create HTTP/1.1\r\nHost: docker\r\n\r\n`,
];
