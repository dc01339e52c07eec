import type { DockerAccess } from '../schemas/docker-access.ts';

/** No container, image or network has this id, so that nothing happens where a request gets through. */
const NOBODY = '0'.repeat(64);

/**
 * What a gate must refuse, as `METHOD target` sent as it stands, each with what it would open. Chosen so that none does harm if it passes: they
 * name nothing that exists, carry no body, and their answers are not read.
 */
export const ACCESS_PROBES: readonly (readonly [method: string, target: string, danger: string])[] =
  [
    ['POST', '/containers/create', 'makes containers, with any folder of the host in them'],
    ['POST', `/containers/${NOBODY}/start`, 'starts containers'],
    ['POST', `/containers/${NOBODY}/stop`, 'stops containers'],
    ['POST', `/containers/${NOBODY}/kill`, 'kills containers'],
    ['POST', `/containers/${NOBODY}/exec`, 'runs commands in containers'],
    ['POST', `/containers/${NOBODY}/attach`, 'writes to the input of containers'],
    ['POST', `/containers/${NOBODY}/update`, 'changes limits'],
    ['DELETE', `/containers/${NOBODY}`, 'removes containers'],
    ['PUT', `/containers/${NOBODY}/archive?path=/`, 'writes files into containers'],
    ['GET', `/containers/${NOBODY}/archive?path=/`, 'reads any file of a container'],
    ['HEAD', `/containers/${NOBODY}/archive?path=/`, 'tells what files a container has'],
    ['GET', `/containers/${NOBODY}/export`, 'reads all files of a container'],
    ['GET', `/containers/${NOBODY}/logs?stdout=1`, 'reads logs, with the secrets in them'],
    ['GET', `/containers/${NOBODY}/top`, 'reads command lines'],
    ['GET', `/containers/${NOBODY}/changes`, 'tells what files a container changed'],
    [
      'GET',
      `/containers/${NOBODY}/attach/ws?stream=1&stdin=1`,
      'writes to the input of containers',
    ],
    ['GET', `/exec/${NOBODY}/json`, 'reads commands that were run'],
    ['GET', `/images/${NOBODY}/json`, 'reads environments of images'],
    ['DELETE', `/images/${NOBODY}`, 'removes images'],
    ['DELETE', `/networks/${NOBODY}`, 'removes networks'],
    ['POST', `/networks/${NOBODY}/connect`, 'breaks the isolation of networks'],
    ['DELETE', `/volumes/${NOBODY}`, 'removes volumes'],
    ['GET', `/secrets/${NOBODY}`, 'reads names of secrets'],
    ['GET', `/configs/${NOBODY}`, 'reads configurations'],
    ['GET', `/plugins/${NOBODY}/json`, 'reads settings of plugins'],
    ['GET', `/services/${NOBODY}`, 'reads environments of services of a Swarm'],
    ['GET', `/services/${NOBODY}/logs?stdout=1`, 'reads their logs'],
    ['GET', `/tasks/${NOBODY}`, 'reads environments of tasks of a Swarm'],
    ['POST', '/session', 'opens a connection of another protocol'],
    ['GET', `/containers/${NOBODY.slice(0, 12)}/json`, 'takes short ids, which names can pose as'],
    ['GET', `/containers/${NOBODY}/json?size=1`, 'makes Docker walk its disk'],
    ['GET', `/containers/${NOBODY}/stats/../export`, 'hides a path behind dots'],
    ['GET', `/containers/${NOBODY}%2fexport`, 'hides a slash'],
    ['GET', `//containers/${NOBODY}/export`, 'hides a path behind slashes'],
    ['GET', `http://docker/containers/${NOBODY}/export`, 'hides a path behind a host'],
  ];

/** Besides, unless DOCKER_SWARM is on. */
export const SWARM_PROBES: typeof ACCESS_PROBES = [
  ['GET', '/services?status=true', 'reads environments of services of a Swarm'],
  ['GET', '/tasks', 'reads environments of tasks of a Swarm'],
  ['GET', '/nodes', 'tells the machines of a Swarm'],
];

/** Sends a request through the same gate as every question of ours. Resolves to the status; rejects when there is no answer. */
type SendRaw = (method: string, target: string) => Promise<number>;

/** Tries the gate. Never rejects; `nowMs` is the time that the outcome bears, `swarm` whether DOCKER_SWARM is on. */
export async function checkAccess(
  send: SendRaw,
  nowMs: number,
  swarm: boolean,
): Promise<DockerAccess> {
  const checkedAt = new Date(nowMs).toISOString();
  const answers = await send('GET', '/version').catch(() => null);
  const probes: DockerAccess['probes'] = [];
  // One after another: they must not be what keeps Docker busy.
  if (answers === 200)
    for (const [method, target, danger] of [...ACCESS_PROBES, ...(swarm ? [] : SWARM_PROBES)]) {
      const status = await send(method, target).catch(() => null);
      // Only this status: Docker itself answers 400, 404 or 405 to them.
      probes.push({ method, target, danger, status, refused: status === 403 });
    }
  return { checkedAt, ...verdictOn(probes), probes };
}

function verdictOn(probes: DockerAccess['probes']): Pick<DockerAccess, 'verdict' | 'reason'> {
  const passed = probes.filter(({ status, refused }) => status !== null && !refused);
  const [first] = passed;
  if (first !== undefined)
    return {
      verdict: 'open',
      reason: `${passed.length} of ${probes.length} requests that change or give away something got through to Docker, such as ${first.method} ${first.target.slice(0, 40)}. Let DOCKER_HOST lead to a gate with the lines of nginx/docker-gate.conf.`,
    };
  if (probes.length === 0 || probes.some(({ status }) => status === null))
    return {
      verdict: 'unknown',
      reason: 'Docker, or the gate in front of it, did not answer. It is tried again by itself.',
    };
  return { verdict: 'proven', reason: null };
}

/** The outcome where there is no Docker to be asked. */
export function noAccess(reason: string): DockerAccess {
  return { checkedAt: null, verdict: 'unknown', reason, probes: [] };
}
