/** Files that Docker and Podman mount into a container from its own folder, which is named by the full id. */
const MOUNTED_FILES = new Set(['/etc/hostname', '/etc/hosts', '/etc/resolv.conf']);
const ID = /[/-]([0-9a-f]{64})(?:[/.]|$)/;

/**
 * The full id of the container this process runs in, from the contents of `/proc/self/mountinfo` and `/proc/self/cgroup`;
 * null outside a container, or when neither tells. With cgroup v1 the cgroup's path ends in the id; with v2 a container sees
 * its own cgroup as `/`, but its mounts still show where they come from.
 */
export function parseContainerId(mountinfo: string, cgroup: string): string | null {
  for (const line of mountinfo.split('\n')) {
    // Fields of proc(5): id, parent, major:minor, root within the filesystem, mount point, …
    const [, , , root, mountPoint] = line.split(' ');
    if (root !== undefined && mountPoint !== undefined && MOUNTED_FILES.has(mountPoint)) {
      const id = ID.exec(root)?.[1];
      if (id !== undefined) return id;
    }
  }
  for (const line of cgroup.split('\n')) {
    const path = line.split(':').slice(2).join(':');
    const id = ID.exec(path)?.[1];
    if (id !== undefined) return id;
  }
  return null;
}
