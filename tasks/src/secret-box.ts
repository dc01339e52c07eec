import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { TaskDefinition } from './define-task.ts';
import { JobError } from './errors.ts';
import { replaceSecrets, secretValues } from './secret-fields.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Version of the form below. */
const VERSION = 'v1';

/** A secret in Redis. An object where the task wants a text, so that it is never taken for one. */
const Sealed = z.object({ $sealed: z.string() });

/** The shortest text that a key is made of. */
export const MIN_SECRETS_KEY = 32;

/** Keeps the secret fields of inputs encrypted while they are in Redis. */
export interface SecretBox {
  /** Whether there is a key. */
  readonly isOpen: boolean;
  /** The input with its secrets encrypted; the very same where it has none. Throws JobError where there is no key. */
  seal(task: TaskDefinition, input: unknown): unknown;
  /** The input as it was given. Throws JobError for a secret of another key, task or field, or where there is no key. */
  open(task: TaskDefinition, input: unknown): unknown;
}

const cant = (field: string, why: string) => new JobError('INPUT_INVALID', `${field}: ${why}`);

function sealText(key: Buffer, text: string, place: string): string {
  const iv = randomBytes(IV_BYTES);
  // Bound to its task and field: nobody who can write to Redis moves a secret to where it is shown or sent elsewhere.
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(place));
  const bytes = Buffer.concat([
    iv,
    cipher.update(text, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return `${VERSION}.${bytes.toString('base64url')}`;
}

function openText(key: Buffer, sealed: string, place: string): string {
  const [version, text = ''] = sealed.split('.');
  if (version !== VERSION) throw new Error(`it is in the form ${version}`);
  const bytes = Buffer.from(text, 'base64url');
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(-TAG_BYTES)];
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
  const content = bytes.subarray(IV_BYTES, -TAG_BYTES);
  return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8');
}

/** `secret`: the text of `SECRETS_KEY`, at least 32 characters with full entropy; null: there is none. */
export function makeSecretBox(secret: string | null): SecretBox {
  if (secret === null) return NO_KEY;
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'taskdeck: secrets in inputs', 32));
  const placeOf = (task: TaskDefinition, field: string) => `${task.name}.${field}`;
  return {
    isOpen: true,
    seal: (task, input) =>
      replaceSecrets(task, input, (value, field) => ({
        $sealed: sealText(key, String(value), placeOf(task, field)),
      })),
    open: (task, input) =>
      replaceSecrets(task, input, (value, field) => {
        const sealed = Sealed.safeParse(value);
        if (!sealed.success) return value;
        try {
          return openText(key, sealed.data.$sealed, placeOf(task, field));
        } catch {
          throw cant(field, 'this secret was not encrypted with the key of this worker');
        }
      }),
  };
}

const NO_KEY: SecretBox = {
  isOpen: false,
  seal: (task, input) => refuse(task, input),
  open: (task, input) => refuse(task, input),
};

function refuse(task: TaskDefinition, input: unknown): unknown {
  const [field] = Object.keys(secretValues(task, input));
  if (field === undefined) return input;
  throw cant(field, 'secrets need a key: set SECRETS_KEY_FILE of server and workers');
}
