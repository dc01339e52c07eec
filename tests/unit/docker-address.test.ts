import { parseDockerAddress } from '@taskdeck/server/docker/docker-address';
import { ownContainerId } from '@taskdeck/server/docker/own-container';
import { describe, expect, it } from 'vitest';

describe('DOCKER_HOST', () => {
  it.each([
    ['off', { kind: 'off' }],
    ['unix:///var/run/docker.sock', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['tcp://docker-gate:2375', { kind: 'tcp', host: 'docker-gate', port: 2375 }],
    ['tcp://docker-gate', { kind: 'tcp', host: 'docker-gate', port: 2375 }],
    ['tcp://[::1]:2000/', { kind: 'tcp', host: '[::1]', port: 2000 }],
  ])('%s', (value, address) => {
    expect(parseDockerAddress(value)).toEqual(address);
  });

  it.each([
    '',
    'docker.sock',
    'unix://docker.sock',
    'unix://',
    'tcp://',
    'tcp://host:0',
    'tcp://host:99999',
    'tcp://host/path',
    'ssh://root@host',
  ])('%j is refused', (value) => {
    expect(parseDockerAddress(value)).toBeNull();
  });
});

describe('own container', () => {
  const id = '4648fbfee9edb1c629af8c99c113aff4fd5a68b4ae8a1323c2cfe8dc7ac5c3d7';
  const other = 'e4698619bd0694da71a9968e8d56f5fdcb639e5b6913fd7228173700a1f8da5b';
  const line = (root: string, mountPoint: string) =>
    `2094 2087 254:1 ${root} ${mountPoint} rw,relatime - ext4 /dev/vda1 rw`;

  it.each([
    ['Docker', `/var/lib/docker/containers/${id}/hostname`],
    ['Docker with its data on a disk of its own', `/containers/${id}/hostname`],
    ['rootless Docker', `/home/me/.local/share/docker/containers/${id}/hostname`],
    ['Podman', `/var/lib/containers/storage/overlay-containers/${id}/userdata/hostname`],
  ])('is found by the files that %s binds', (_, root) => {
    expect(ownContainerId(`${line('/', '/')}\n${line(root, '/etc/hostname')}\n`, 'web')).toBe(id);
  });

  it('is not taken from the mounts of other containers, which the host itself shows', () => {
    const mounts = line(`/var/lib/docker/containers/${other}/hostname`, '/mnt/etc/hostname');
    expect(ownContainerId(mounts, 'my-laptop')).toBeNull();
  });

  it('is told by the host name where mounts do not', () => {
    expect(ownContainerId('', '4648fbfee9ed')).toBe('4648fbfee9ed');
    expect(ownContainerId('', 'web-1')).toBeNull();
  });
});
