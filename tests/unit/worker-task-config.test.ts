import { NO_TASK_SETTINGS, type TaskSettings } from '@taskdeck/tasks';
import { parseTaskSettings } from '@taskdeck/worker/task-config';
import { describe, expect, it } from 'vitest';

function parse(
  env: Record<string, string>,
  files: Record<string, string> = {},
): { settings: TaskSettings; faults: string[] } {
  const faults: string[] = [];
  const readFile = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT: ${path}`);
    return text;
  };
  return { settings: parseTaskSettings({ env, readFile, faults }), faults };
}

const PROGRAM = { name: 'x', command: '/bin/x' };

describe('the settings of tasks', () => {
  it('are all unset by default, and when they are empty', () => {
    const empty = { SMTP_URL: '', SMTP_FROM: '', NOTIFY_ALLOW_PRIVATE: '', PROGRAMS_FILE: '' };
    for (const env of [{}, { ...empty, ARTIFACTS_DIR: '', MAX_ARTIFACT_BYTES: '' }])
      expect(parse(env)).toEqual({ settings: NO_TASK_SETTINGS, faults: [] });
  });

  it('are read, secrets from files too', () => {
    const { settings, faults } = parse(
      {
        SMTP_URL_FILE: '/s/smtp',
        SMTP_FROM: 'Deck <deck@x.test>',
        NOTIFY_HMAC_SECRET_FILE: '/s/hmac',
        NOTIFY_ALLOW_PRIVATE: ' Hooks.Internal, 10.0.0.0/8 ,',
        PROGRAMS_FILE: '/p.json',
        ARTIFACTS_DIR: '/artifacts',
        MAX_ARTIFACT_BYTES: '1000',
      },
      {
        '/s/smtp': 'smtp://me:pass@mail.test:587\n',
        '/s/hmac': '0123456789abcdef\n',
        '/p.json': JSON.stringify({ programs: [PROGRAM] }),
      },
    );
    expect(faults).toEqual([]);
    expect(settings).toMatchObject({
      mail: { url: 'smtp://me:pass@mail.test:587', from: 'Deck <deck@x.test>' },
      webhookSecret: '0123456789abcdef',
      allowPrivate: ['hooks.internal', '10.0.0.0/8'],
      programs: [PROGRAM],
      artifactsDir: '/artifacts',
      maxArtifactBytes: 1_000,
    });
  });

  it('send no mail where the file of the address is empty', () => {
    const env = { SMTP_URL_FILE: '/dev/null', SMTP_FROM: '' };
    expect(parse(env, { '/dev/null': '' })).toEqual({ settings: NO_TASK_SETTINGS, faults: [] });
  });

  it.each([
    [{ SMTP_URL: 'smtp://x' }, /^SMTP_FROM must be set/],
    [{ SMTP_URL: 'http://me:hidden@x', SMTP_FROM: 'a@x.test' }, /^SMTP_URL must be like/],
    [{ SMTP_URL_FILE: '/none' }, /^SMTP_URL_FILE can't be read: ENOENT/],
    [{ NOTIFY_HMAC_SECRET: 'short' }, /^NOTIFY_HMAC_SECRET must have at least 16/],
    [{ NOTIFY_ALLOW_PRIVATE: '10.0.0.0/99' }, /^NOTIFY_ALLOW_PRIVATE: "10\.0\.0\.0\/99" is no/],
    [{ PROGRAMS_FILE: '/none' }, /^PROGRAMS_FILE can't be read/],
    [{ PROGRAMS_FILE: '/broken' }, /^PROGRAMS_FILE is not JSON/],
    [{ PROGRAMS_FILE: '/bad' }, /^PROGRAMS_FILE: programs\.0\.command: Must be an absolute path/],
    [{ ARTIFACTS_DIR: 'artifacts' }, /^ARTIFACTS_DIR must be an absolute path/],
    [{ MAX_ARTIFACT_BYTES: '-1' }, /^MAX_ARTIFACT_BYTES must be at least 0/],
  ])('%j: say what is wrong, without a secret', (env, fault) => {
    const files = {
      '/broken': '{',
      '/bad': JSON.stringify({ programs: [{ name: 'x', command: 'x' }] }),
    };
    const { faults } = parse(env, files);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults.join()).not.toContain('hidden');
  });
});
