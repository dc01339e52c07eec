import { readFileSync } from 'node:fs';
import { SECURITY_HEADERS } from '@taskdeck/server/rest/security-headers';
import { describe, expect, it } from 'vitest';

const conf = readFileSync(new URL('../../nginx/conf/headers.conf', import.meta.url), 'utf8');

describe('security headers', () => {
  it('let no script or style run that stands in a page', () => {
    const policies = [SECURITY_HEADERS['content-security-policy'], conf];
    for (const text of policies) expect(text).not.toMatch(/unsafe-|'nonce|'sha\d/);
    for (const kind of ['script', 'style'])
      for (const text of policies) expect(text).toContain(`${kind}-src 'self';`);
  });

  it.each(Object.entries(SECURITY_HEADERS))('Nginx sends %s as the server does', (name, value) => {
    const variable = new RegExp(`^add_header ${name} (\\$\\w+) always;`, 'im').exec(conf)?.[1];
    expect(variable, `nginx/conf/headers.conf has no add_header for ${name}`).toBeDefined();
    const map = conf.slice(conf.indexOf(`${variable} {`));
    expect(/""\s+"?([^"\n]+?)"?;\n/.exec(map)?.[1]).toBe(value);
  });
});
