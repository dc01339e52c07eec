import { BlockList, isIP } from 'node:net';

/**
 * IPv4 blocks that are not the public internet: IANA's special-purpose registry, multicast, and 168.63.129.16, where Azure's machines
 * find their host. Other clouds' metadata addresses lie in link-local and shared blocks.
 */
const NOT_PUBLIC_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** All that IANA gives out to the public. So an IPv4 address in IPv6's clothes (mapped, NAT64) is none, nor are local, unique local and multicast. */
const PUBLIC_V6 = ['2000::', 3] as const;
/** Within it: protocol assignments with Teredo, documentation, and 6to4, which leads to any IPv4 address. */
const NOT_PUBLIC_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const v4 = blockList(NOT_PUBLIC_V4, 'ipv4');
const v6 = blockList(NOT_PUBLIC_V6, 'ipv6');
const publicV6 = blockList([PUBLIC_V6], 'ipv6');

/** Whether an address, as DNS answers it, is on the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !v4.check(address, 'ipv4');
  return family === 6 && publicV6.check(address, 'ipv6') && !v6.check(address, 'ipv6');
}

/** Where webhooks may go: to the public internet, and to what the operator allows besides. */
export class Destinations {
  readonly #hosts = new Set<string>();
  readonly #addresses = new BlockList();

  /** @param allowed entries in which `faultOfAllowed` finds nothing wrong */
  constructor(allowed: readonly string[]) {
    for (const entry of allowed) {
      const block = blockOf(entry);
      if (block) this.#addresses.addSubnet(block.address, block.bits, block.family);
      else this.#hosts.add(entry);
    }
  }

  /** Whether a connection to `address` may be made for the sake of `host`, as a URL has it but without brackets. */
  permits(host: string, address: string): boolean {
    return (
      isPublicAddress(address) ||
      this.#hosts.has(host) ||
      this.#addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
    );
  }
}

/** What is wrong with an entry of NOTIFY_ALLOW_PRIVATE, or null: it takes host names, addresses and CIDR blocks. */
export function faultOfAllowed(entry: string): string | null {
  const isHost = /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/.test(entry) && !/^[\d.]+$/.test(entry);
  return isHost || blockOf(entry) !== null
    ? null
    : `"${entry}" is no host name, address or CIDR block`;
}

interface Block {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function blockOf(entry: string): Block | null {
  const [address = '', length, ...more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(length ?? '0')) return null;
  const most = version === 6 ? 128 : 32;
  const bits = Number(length ?? most);
  return bits > most ? null : { address, bits, family: version === 6 ? 'ipv6' : 'ipv4' };
}

function blockList(blocks: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6') {
  const list = new BlockList();
  for (const [address, bits] of blocks) list.addSubnet(address, bits, family);
  return list;
}
