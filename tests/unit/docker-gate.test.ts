import { existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { ALLOW_LIST, isAllowed, SWARM_LIST } from '@taskdeck/server/docker/allow-list';
import { startGate } from '@taskdeck/server/docker/gate';
import type { Gate } from '@taskdeck/server/docker/gate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeDockerDaemon } from '../fakes/docker-daemon.ts';

const ID = '4648fbfee9edb1c629af8c99c113aff4fd5a68b4ae8a1323c2cfe8dc7ac5c3d7';
const ALLOWED = [
  'GET /_ping',
  'HEAD /_ping',
  'GET /version',
  'GET /v1.51/info',
  'GET /containers/json',
  'GET /containers/json?all=true&filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D',
  `GET /containers/${ID}/json`,
  `GET /v1.41/containers/${ID}/stats?stream=false&one-shot=true`,
  `GET /networks/${ID}`,
  'GET /events?since=1&until=2',
  'GET /events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D&since=1795345302.233',
];
/** With DOCKER_SWARM=on, and never without. */
const SWARM = [
  'GET /services?status=true',
  'GET /v1.51/services?status=true&filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D',
  'GET /tasks',
  'GET /v1.41/tasks?filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D',
  'GET /nodes',
];
const SERVICE = 'azs9s9f0gqmjuta1dn96w8kx2';
const REFUSED = [
  'GET /services',
  'GET /services?status=false',
  'GET /services?filters=%7B%7D',
  'GET /services?status=true&insertDefaults=true',
  'HEAD /services?status=true',
  'POST /services/create',
  `GET /services/${SERVICE}`,
  `GET /services/${SERVICE}/logs?stdout=1`,
  `POST /services/${SERVICE}/update?version=1`,
  `DELETE /services/${SERVICE}`,
  `GET /tasks/${SERVICE}`,
  `GET /tasks/${SERVICE}/logs?stdout=1`,
  'GET /tasks?status=true',
  'GET /nodes?filters=%7B%7D',
  `GET /nodes/${SERVICE}`,
  `DELETE /nodes/${SERVICE}`,
  'GET /nodes/../swarm',
  'POST /swarm/init',
  'POST /swarm/leave?force=1',
  'GET /swarm?x=/nodes',
  'GET /secrets/x',
  'GET /configs/x',
  'POST /containers/create',
  `POST /containers/${ID}/stop`,
  `DELETE /containers/${ID}`,
  `PUT /containers/${ID}/archive?path=/`,
  `GET /containers/${ID}/archive?path=/etc`,
  `HEAD /containers/${ID}/archive?path=/etc`,
  `GET /containers/${ID}/export`,
  `GET /containers/${ID}/logs?stdout=1`,
  `GET /containers/${ID}/top`,
  `GET /containers/${ID}/changes`,
  `GET /containers/${ID}/attach/ws?stdin=1&stream=1`,
  `GET /containers/${ID}/json?size=1`,
  `GET /containers/${ID}/stats`,
  `GET /containers/${ID.slice(0, 12)}/json`,
  'GET /containers/proto-redis-1/json',
  'GET /containers/json?size=1',
  `GET /containers/${ID}/../${ID}/export`,
  `GET /containers/${ID}%2fjson`,
  `GET //containers/json`,
  'GET /containers/json;x',
  'GET /CONTAINERS/json',
  'GET http://docker/_ping',
  'GET /events?since=1&x=2',
  'GET /swarm',
  'GET /swarm/unlockkey',
  'GET /secrets',
  'GET /configs',
  'GET /images/json',
  'GET /images/search?term=x',
  'GET /plugins',
  'GET /system/df',
  'GET /volumes',
  'GET /debug/pprof/',
  'POST /session',
  'POST /grpc',
  'OPTIONS /_ping',
  'TRACE /version',
];

/** What a file of nginx lets through. */
function linesOf(name: string): string[] {
  const conf = readFileSync(new URL(`../../nginx/${name}`, import.meta.url), 'utf8');
  return [...conf.matchAll(/^\s*"~(\^.+\$)" 1;$/gm)].map(([, expression = '']) => expression);
}

function allows(line: string, swarm: boolean): boolean {
  const [method = '', target = ''] = line.split(' ');
  return isAllowed(method, target, swarm);
}

describe('the allow-list', () => {
  it('is the same in nginx, line by line', () => {
    expect(linesOf('docker-gate.conf')).toEqual(ALLOW_LIST);
    expect(linesOf('swarm/on.conf')).toEqual(SWARM_LIST);
    expect(linesOf('swarm/off.conf')).toEqual([]);
  });

  it.each(ALLOWED)('lets %s pass', (line) => {
    expect([allows(line, false), allows(line, true)]).toEqual([true, true]);
  });

  it.each(SWARM)('lets %s pass with DOCKER_SWARM=on alone', (line) => {
    expect([allows(line, false), allows(line, true)]).toEqual([false, true]);
  });

  it.each(REFUSED)('refuses %s', (line) => {
    expect([allows(line, false), allows(line, true)]).toEqual([false, false]);
  });
});

describe('the gate in the process', () => {
  let daemon: FakeDockerDaemon;
  let gate: Gate;

  beforeAll(async () => {
    daemon = await FakeDockerDaemon.start();
    gate = await startGate(daemon.socket);
  });
  afterAll(async () => {
    await gate.close();
    await daemon.close();
  });

  /** Sends bytes as they are and gives the whole answer. */
  const send = (bytes: string, path = gate.path) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(path);
      let answer = '';
      socket.setEncoding('utf8');
      socket.on('data', (text: string) => {
        answer += text;
      });
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
      socket.write(bytes);
    });
  const request = (line: string, headers = '') =>
    `${line} HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n${headers}\r\n`;

  it('lies in a folder that only its user can enter', () => {
    expect(statSync(dirname(gate.path)).mode & 0o777).toBe(0o700);
  });

  it('forwards what is allowed, unchanged', async () => {
    const line = `GET /v1.51/containers/${ID}/stats?stream=false&one-shot=true`;
    daemon.requests.length = 0;
    await send(request(line));
    expect(daemon.lines(/./)).toEqual([line]);
  });

  it.each([...SWARM, ...REFUSED])('answers 403 to %s, which never reaches Docker', async (line) => {
    daemon.requests.length = 0;
    const answer = await send(request(line));
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(daemon.requests).toEqual([]);
  });

  it('lets Swarm pass where it is told to, and nothing more', async () => {
    const open = await startGate(daemon.socket, true);
    daemon.requests.length = 0;
    for (const line of [...SWARM, ...REFUSED]) await send(request(line), open.path);
    expect(daemon.lines(/./)).toEqual(SWARM);
    await open.close();
  });

  it('says who refuses, as Docker words its errors', async () => {
    const answer = await send(request('GET /swarm'));
    const body = answer.slice(answer.indexOf('\r\n\r\n'));
    expect(JSON.parse(body.replaceAll(/^[0-9a-f]*\r\n/gm, ''))).toEqual({
      message: "refused by Taskdeck's gate: GET /swarm",
    });
  });

  it('drops bodies, upgrades and all other headers', async () => {
    daemon.requests.length = 0;
    const headers = 'Upgrade: h2c\r\nX-HTTP-Method-Override: POST\r\nContent-Length: 2\r\n';
    await send(`${request('GET /version', headers)}{}`);
    expect(daemon.requests.map((one) => one.headers)).toEqual([
      { host: 'docker', connection: 'keep-alive' },
    ]);
    await send(
      'GET /version HTTP/1.1\r\nHost: gate\r\nConnection: Upgrade, close\r\nUpgrade: tcp\r\n\r\n',
    );
    expect(daemon.requests.at(-1)?.headers).toEqual({ host: 'docker', connection: 'keep-alive' });
  });

  it('sees through a second request that is hidden behind the first', async () => {
    daemon.requests.length = 0;
    await send(`GET /_ping HTTP/1.1\r\nHost: gate\r\n\r\n${request('POST /containers/create')}`);
    expect(daemon.lines(/./)).toEqual(['GET /_ping']);
  });

  it('tells why Docker can not be reached', async () => {
    const lonely = await startGate('/nowhere/docker.sock');
    expect(await send(request('GET /version'), lonely.path)).toMatch(
      /^HTTP\/1\.1 502 [^]*"ENOENT"/,
    );
    await lonely.close();
    expect(existsSync(dirname(lonely.path))).toBe(false);
  });
});
