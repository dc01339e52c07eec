import { Destinations, faultOfAllowed, isPublicAddress } from '@taskdeck/tasks/notify/destinations';
import { describe, expect, it } from 'vitest';

describe('addresses', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
  ])('%s is on the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['0.0.0.0', 'this host'],
    ['0.1.2.3', 'this network'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'shared by carriers'],
    ['100.100.100.200', 'metadata of a cloud, in the shared block'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback, to its end'],
    ['168.63.129.16', 'the host of a virtual machine'],
    ['169.254.169.254', 'metadata of a cloud, link-local'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private, to its end'],
    ['192.0.0.192', 'metadata of a cloud, protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4 relay'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarks'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:7f00:1', 'the same, in hexadecimal'],
    ['::ffff:a9fe:a9fe', 'IPv4-mapped metadata'],
    ['64:ff9b::a9fe:a9fe', 'NAT64 of metadata'],
    ['64:ff9b:1::1', 'local NAT64'],
    ['100::1', 'discarded'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4 of loopback'],
    ['2002:a9fe:a9fe::1', '6to4 of metadata'],
    ['3fff::1', 'documentation'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'metadata of a cloud, unique local'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['localhost', 'no address'],
    ['', 'no address'],
  ])('%s is not: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('what an operator allows', () => {
  const allowed = new Destinations(['hooks.internal', '10.20.0.0/16', '127.0.0.1', 'fd12::/16']);

  it.each([
    ['hooks.internal', '192.168.7.7', true],
    ['other.internal', '192.168.7.7', false],
    ['evil.hooks.internal', '192.168.7.7', false],
    ['a', '10.20.255.1', true],
    ['a', '10.21.0.1', false],
    ['a', '127.0.0.1', true],
    ['a', '127.0.0.2', false],
    ['a', 'fd12::5', true],
    ['a', 'fd13::5', false],
    ['a', '8.8.8.8', true],
  ])('%s at %s: %s', (host, address, expected) => {
    expect(allowed.permits(host, address)).toBe(expected);
  });

  it.each(['hooks.internal', 'localhost', '10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8'])(
    '%s can be said',
    (entry) => expect(faultOfAllowed(entry)).toBeNull(),
  );
  it.each(['10.0.0.0/33', '10.0.0', '10.0.0.0/', '::/129', 'a b', 'http://x', 'a/b', '*', '[::1]'])(
    '%s can not',
    (entry) => expect(faultOfAllowed(entry)).toContain(entry),
  );
});
