import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../support/source-files.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      link: z.boolean().optional(),
      optional: z.boolean().optional(),
      integrity: z.string().optional(),
    }),
  ),
});

describe('what is installed', () => {
  it('runs no scripts of its own, here and in the images', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
    for (const image of ['nginx', 'server', 'worker']) {
      const lines = read(`${image}/Dockerfile`).split('\n');
      const copies = lines.findIndex((line) => /^COPY .*\.npmrc/.test(line));
      const installs = lines.findIndex((line) => line.includes('npm ci'));
      expect([image, copies >= 0, copies < installs]).toEqual([image, true, true]);
      expect(lines.filter((line) => /npm (i|install|rebuild)\b/.test(line))).toEqual([]);
    }
  });

  // npm notes no hashes of optional binaries for other systems than the one the lock file was made on.
  it('is pinned by hash', () => {
    const { packages } = Lock.parse(JSON.parse(read('package-lock.json')));
    const loose = Object.entries(packages)
      .filter(
        ([path, { link, optional }]) => path.startsWith('node_modules/') && !link && !optional,
      )
      .filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(loose.map(([path]) => path)).toEqual([]);
  });
});

describe('SECURITY.md', () => {
  const text = read('SECURITY.md');

  it('names files and scripts that there are', () => {
    const named = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\.(?:ts|sh|conf|yml|json))`/g)];
    const missing = named
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(ROOT, path)));
    expect(named.length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });
});
