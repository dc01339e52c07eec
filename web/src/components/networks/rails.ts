import type { Networks } from '../../api.ts';

type Network = Networks['items'][number];
type Service = Networks['services'][number];

/** `172.20.0.2`, `172.20.0.3-5`, `172.20.0.3, 7`; addresses that differ in more than the last number are told apart by a comma. */
export function addressText(addresses: readonly string[]): string {
  const parts = addresses.map((address) => {
    const cut = address.lastIndexOf('.');
    return { net: address.slice(0, cut + 1), last: Number(address.slice(cut + 1)), address };
  });
  const net = parts[0]?.net ?? '';
  const alike =
    net !== '' && parts.every((part) => part.net === net && Number.isInteger(part.last));
  if (!alike) return addresses.join(', ');
  const numbers = [...new Set(parts.map(({ last }) => last))].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && number === (run.at(-1) ?? 0) + 1) run.push(number);
    else runs.push([number]);
  }
  return `${net}${runs.map((run) => (run.length > 1 ? `${run[0]}-${run.at(-1)}` : run[0])).join(', ')}`;
}

/** What a network is, under its name. */
export function networkWords({ internal, hostReachable, driver }: Network): string {
  const kind = driver === 'bridge' ? '' : `${driver}, `;
  if (!internal) return `${kind}has a way out`;
  return hostReachable ? `${kind}internal, sees the host` : `${kind}internal`;
}

/** What a service is, under its name. */
export function serviceWords({ replicas, running, debug, stranger, network }: Service): string {
  if (stranger) return 'not of this project';
  const count =
    running < replicas
      ? `${running} of ${replicas} up`
      : replicas === 1
        ? '1 container'
        : `${replicas} replicas`;
  if (running === replicas && debug) return 'debug profile';
  return network === 'host' ? 'on the host' : count;
}

/** A membership: a dot where a service's line meets a network's rail. */
export interface Dot {
  x: number;
  y: number;
  addresses: string;
}

/** A service's line, broken where it passes by a network that it is not on. */
export interface Line {
  x: number;
  pieces: readonly (readonly [from: number, to: number])[];
}

interface Rails {
  width: number;
  height: number;
  columns: readonly { x: number; service: Service }[];
  rows: readonly { y: number; network: Network }[];
  dots: readonly Dot[];
  lines: readonly Line[];
}

/** The picture of more does not fit; the list takes its place. */
export const MOST_COLUMNS = 12;
const LABELS = 118;
const COLUMN = 96;
/** Room for the last addresses. */
const RIGHT = 44;
const TOP = 104;
const ROW = 64;
export const BOX = { width: 88, height: 38 } as const;
const GAP = 7;

/** Where everything of the rail graph is, in px. Services stand side by side, networks below each other; nothing moves when figures do. */
export function railsOf({ services, items }: Pick<Networks, 'services' | 'items'>): Rails {
  const columns = services.map((service, i) => ({ x: LABELS + COLUMN * (i + 0.5), service }));
  const rows = items.map((network, i) => ({ y: TOP + ROW * i, network }));
  const dots: Dot[] = [];
  const lines: Line[] = [];
  for (const { x, service } of columns) {
    const on = rows.filter(({ network }) =>
      network.members.some((member) => member.service === service.name),
    );
    for (const { y, network } of on)
      dots.push({ x, y, addresses: addressText(addressesOf(network, service.name)) });
    const end = on.at(-1)?.y;
    if (end === undefined) continue;
    const passed = rows.filter((row) => row.y < end && !on.includes(row));
    const stops = [BOX.height, ...passed.flatMap(({ y }) => [y - GAP, y + GAP]), end];
    const pieces = stops.flatMap((from, i) => {
      const to = stops[i + 1];
      return i % 2 === 0 && to !== undefined ? [[from, to] as const] : [];
    });
    lines.push({ x, pieces });
  }
  return {
    width: LABELS + COLUMN * columns.length + RIGHT,
    height: TOP + ROW * Math.max(0, rows.length - 1) + 28,
    columns,
    rows,
    dots,
    lines,
  };
}

/** Addresses of a service's containers on a network, as far as they run. */
export function addressesOf({ members }: Network, service: string): string[] {
  return members.flatMap((member) =>
    member.service === service && member.ipAddress !== null ? [member.ipAddress] : [],
  );
}
