import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

const BOUND_BY_DOCKER = new Set(['/etc/hostname', '/etc/hosts', '/etc/resolv.conf']);

/**
 * The id of the container this process runs in, in full (64 digits) or its first 12 digits; null when it runs in none
 * or nothing tells. Docker binds files of its own folder `…/containers/<id>/` into each container, which
 * `/proc/self/mountinfo` shows (fields: id, parent, device, root, mount point; proc(5)). Their mount point is checked,
 * because on the host itself mountinfo lists other containers' folders. The host name is the short id unless set.
 */
export function ownContainerId(mountinfo: string, hostname: string): string | null {
  for (const line of mountinfo.split('\n')) {
    const [, , , root, mountPoint] = line.split(' ');
    if (root === undefined || mountPoint === undefined || !BOUND_BY_DOCKER.has(mountPoint))
      continue;
    const id = /containers\/([0-9a-f]{64})\//.exec(root)?.[1];
    if (id !== undefined) return id;
  }
  return /^[0-9a-f]{12}$/.test(hostname) ? hostname : null;
}

/** The same of this very process. */
export function thisContainerId(): string | null {
  try {
    return ownContainerId(readFileSync('/proc/self/mountinfo', 'utf8'), hostname());
  } catch {
    // There is none outside Linux.
    return ownContainerId('', hostname());
  }
}
