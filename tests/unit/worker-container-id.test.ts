import { parseContainerId } from '@taskdeck/worker/container-id';
import { describe, expect, it } from 'vitest';

const ID = 'f0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f';
const OTHER = ID.replaceAll('f', '0');

const MOUNTINFO_DOCKER = `589 483 0:52 / / ro,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/ABC
590 589 0:54 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw
597 589 254:1 /var/lib/docker/containers/${ID}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/vda1 rw
598 589 254:1 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw,relatime - ext4 /dev/vda1 rw
599 589 254:1 /var/lib/docker/containers/${ID}/hosts /etc/hosts rw,relatime - ext4 /dev/vda1 rw`;
const MOUNTINFO_PODMAN = `812 700 0:25 /containers/storage/overlay-containers/${ID}/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw`;
/** The daemon's machine sees the mounts of its containers, at their own places. */
const MOUNTINFO_HOST = `26 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
310 26 0:47 / /var/lib/docker/containers/${OTHER}/mounts/shm rw - tmpfs shm rw`;

describe('the id of the own container', () => {
  it.each([
    ['cgroup v2 and Docker, by its mounts', MOUNTINFO_DOCKER, '0::/\n', ID],
    ['cgroup v2 and Podman, by its mounts', MOUNTINFO_PODMAN, '0::/\n', ID],
    [
      'cgroup v2 without a namespace, by a systemd scope',
      '',
      `0::/system.slice/docker-${ID}.scope\n`,
      ID,
    ],
    [
      'cgroup v1 and cgroupfs',
      '',
      `12:memory:/docker/${ID}\n11:cpu,cpuacct:/docker/${ID}\n1:name=systemd:/docker/${ID}\n0::/docker/${ID}\n`,
      ID,
    ],
    ['cgroup v1 and systemd', '', `4:memory:/system.slice/docker-${ID}.scope\n`, ID],
    ['Kubernetes', '', `11:memory:/kubepods/burstable/pod0a1b2c3d/${ID}\n`, ID],
    [
      'a machine with containers',
      MOUNTINFO_HOST,
      '0::/user.slice/user-0.slice/session-1.scope',
      null,
    ],
    ['no /proc', '', '', null],
    ['a short id', '', `1:memory:/docker/${ID.slice(0, 12)}\n`, null],
  ])('%s', (_, mountinfo, cgroup, id) => {
    expect(parseContainerId(mountinfo, cgroup)).toBe(id);
  });
});
