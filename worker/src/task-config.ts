import { isAbsolute } from 'node:path';
import { NO_TASK_SETTINGS, type Program, Programs, type TaskSettings } from '@taskdeck/tasks';
import { faultOfAllowed } from '@taskdeck/tasks/notify/destinations';
import { z } from 'zod';
import { integer, optional, type Reading, readSettingFile, secret, unsetWhenEmpty } from './env.ts';

const TaskEnv = z.object({
  SMTP_URL: optional,
  SMTP_FROM: optional,
  NOTIFY_HMAC_SECRET: optional,
  NOTIFY_ALLOW_PRIVATE: optional,
  PROGRAMS_FILE: optional,
  ARTIFACTS_DIR: z.preprocess(
    unsetWhenEmpty,
    z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  ),
  MAX_ARTIFACT_BYTES: integer(0, 1e12, NO_TASK_SETTINGS.maxArtifactBytes),
});

/** The settings of tasks. Adds what is wrong with them to the faults; the answer is of use only without any. */
export function parseTaskSettings(reading: Reading): TaskSettings {
  const { env, faults } = reading;
  const parsed = TaskEnv.safeParse(env);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
    return NO_TASK_SETTINGS;
  }
  const { data } = parsed;
  return {
    mail: mailOf(secret(reading, 'SMTP_URL'), data.SMTP_FROM, faults),
    webhookSecret: hmacSecret(secret(reading, 'NOTIFY_HMAC_SECRET'), faults),
    allowPrivate: allowedOf(data.NOTIFY_ALLOW_PRIVATE ?? '', faults),
    programs: data.PROGRAMS_FILE === undefined ? [] : readPrograms(reading, data.PROGRAMS_FILE),
    artifactsDir: data.ARTIFACTS_DIR ?? null,
    maxArtifactBytes: data.MAX_ARTIFACT_BYTES,
  };
}

function mailOf(
  url: string | undefined,
  from: string | undefined,
  faults: string[],
): TaskSettings['mail'] {
  if (url === undefined) return null;
  // The value may hold a password: it is not repeated.
  if (!/^smtps?:\/\/[^/]/.test(url) || !URL.canParse(url))
    faults.push('SMTP_URL must be like smtp://user:password@host:587');
  if (from === undefined) faults.push('SMTP_FROM must be set with SMTP_URL: the sender of mails');
  return { url, from: from ?? '' };
}

function allowedOf(text: string, faults: string[]): readonly string[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  for (const entry of entries) {
    const fault = faultOfAllowed(entry);
    if (fault !== null) faults.push(`NOTIFY_ALLOW_PRIVATE: ${fault}`);
  }
  return entries;
}

function hmacSecret(value: string | undefined, faults: string[]): string | null {
  if (value !== undefined && value.length < 16)
    faults.push('NOTIFY_HMAC_SECRET must have at least 16 characters');
  return value ?? null;
}

function readPrograms(reading: Reading, path: string): readonly Program[] {
  const text = readSettingFile(reading, 'PROGRAMS_FILE', path);
  if (text === undefined) return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    reading.faults.push(
      `PROGRAMS_FILE is not JSON: ${error instanceof Error ? error.message : error}`,
    );
    return [];
  }
  const parsed = Programs.safeParse(json);
  if (parsed.success) return parsed.data.programs;
  const where = (keys: readonly PropertyKey[]) => keys.map(String).join('.');
  reading.faults.push(
    ...parsed.error.issues.map((issue) => `PROGRAMS_FILE: ${where(issue.path)}: ${issue.message}`),
  );
  return [];
}
