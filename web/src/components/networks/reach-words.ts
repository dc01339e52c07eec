import type { Networks, Reach } from '../../api.ts';
import { disagrees } from './cells.ts';

/** What to do about a cell that is broken; null: nothing is. */
export function advice(cell: Reach): { title: string; words: string } | null {
  const { from, to, reachable, observed, breaks } = cell;
  if (disagrees(cell))
    return observed === true
      ? {
          title: `${from} gets to ${to}, though the networks have no such way.`,
          words:
            'Something lets it through that Docker does not tell: a firewall rule, a proxy, or a process on the host.',
        }
      : {
          title: `${from} does not get to ${to}, though the networks have a way.`,
          words: `Either nothing listens there, or a firewall is in between. The health of ${to} is on the containers page.`,
        };
  if (breaks.length === 0) return null;
  if (reachable === false)
    return {
      title: `${from} has no way to ${to}, and a rule demands one.`,
      words: 'Put both on one network in the Compose file, or take the rule out.',
    };
  if (from === 'outside')
    return {
      title: `${to} can be opened from outside.`,
      words: 'Take its published port out of the Compose file, or change the rule.',
    };
  if (to === 'outside')
    return {
      title: `${from} can reach the internet, and a rule forbids it.`,
      words: 'Leave it only networks that are internal in the Compose file, or change the rule.',
    };
  return {
    title: `${from} can reach ${to}, and a rule forbids it.`,
    words:
      'Take one of them off the network that they share in the Compose file, or change the rule.',
  };
}

type Mount = Networks['mounts'][number];

/** `volume artifacts: worker writes, server reads`; who writes comes first. */
export function mountWords({ kind, name, members }: Mount): string {
  const what = {
    socket: 'engine socket',
    folder: 'a folder of the host',
    volume: `volume ${name}`,
  };
  const uses = members
    .toSorted((a, b) => Number(b.writable) - Number(a.writable))
    .map(({ service, writable }) => `${service} ${writable ? 'writes' : 'reads'}`);
  return `${what[kind]}: ${uses.join(', ')}`;
}

/** What both ends have besides the network, where one of them writes. */
export function sharedMounts(
  { mounts }: Pick<Networks, 'mounts'>,
  { from, to }: Pick<Reach, 'from' | 'to'>,
): string[] {
  return mounts.flatMap((mount) => {
    const members = mount.members.filter(({ service }) => service === from || service === to);
    const isWay = members.length > 1 && members.some(({ writable }) => writable);
    return mount.kind === 'socket' || !isWay ? [] : [mountWords({ ...mount, members })];
  });
}

/** Whether one end can do anything at all, through the engine's socket. */
export function socketWords(
  { mounts }: Pick<Networks, 'mounts'>,
  { from }: Pick<Reach, 'from'>,
): string | null {
  const socket = mounts.find(
    ({ kind, members }) => kind === 'socket' && members.some(({ service }) => service === from),
  );
  return socket === undefined
    ? null
    : `${from} mounts the container engine's socket: what it lets through reaches everything`;
}
