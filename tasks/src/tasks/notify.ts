import { z } from 'zod';
import { defineTask } from '../define-task.ts';
import { JobError } from '../errors.ts';
import type { TaskContext } from '../task-context.ts';

const MAX_PAYLOAD_CHARACTERS = 200_000;

const mail = { group: 'Mail' };
const webhook = { group: 'Webhook' };

/** Flat, so that it is a form and a row of a table; which fields belong together is checked below. */
const input = z
  .strictObject({
    channel: z
      .enum(['webhook', 'mail'])
      .default('webhook')
      .meta({ title: 'Channel', description: 'Webhook: a signed POST. Mail: by SMTP' }),
    url: z
      .url({ protocol: /^https?$/, error: 'Must be an http or https URL' })
      .max(2_000)
      .refine((url) => !hasPassword(url), 'Must hold no user or password: everybody can read it')
      .optional()
      .meta({ title: 'URL', description: 'On the public internet, or allowed', ...webhook }),
    bearer: z
      .string()
      .min(1)
      .max(2_000)
      .regex(/^[\w.~+/=-]*$/, 'A bearer token: letters, digits and . _ ~ + / = - only')
      .optional()
      .meta({
        title: 'Bearer token',
        description: 'Sent as Authorization; kept encrypted, never shown again',
        secret: true,
        ...webhook,
      }),
    payload: z
      .record(z.string(), z.unknown())
      .refine(
        (payload) => JSON.stringify(payload).length <= MAX_PAYLOAD_CHARACTERS,
        `At most ${MAX_PAYLOAD_CHARACTERS} characters as JSON`,
      )
      .optional()
      .meta({ title: 'Payload', description: 'The JSON object that is posted', ...webhook }),
    to: z
      .array(z.email())
      .min(1)
      .max(50)
      .optional()
      .meta({ title: 'To', description: 'Addresses, at most 50; each sees the others', ...mail }),
    subject: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\r\n]*$/, 'One line only')
      .optional()
      .meta({ title: 'Subject', description: 'One line', ...mail }),
    text: z
      .string()
      .min(1)
      .max(100_000)
      .optional()
      .meta({ title: 'Text', description: 'Plain text', ...mail }),
  })
  .superRefine((given, issues) => {
    const needed = FIELDS[given.channel];
    for (const field of ['url', 'bearer', 'payload', 'to', 'subject', 'text'] as const) {
      const isNeeded = needed.required.includes(field);
      if (isNeeded && given[field] === undefined)
        issues.addIssue({ code: 'custom', path: [field], message: `Required by ${given.channel}` });
      if (!isNeeded && !needed.optional.includes(field) && given[field] !== undefined)
        issues.addIssue({
          code: 'custom',
          path: [field],
          message: `Is not part of a ${given.channel}: leave it out`,
        });
    }
  });
type Input = z.output<typeof input>;

const FIELDS: Record<
  Input['channel'],
  { readonly required: readonly string[]; readonly optional: readonly string[] }
> = {
  webhook: { required: ['url'], optional: ['bearer', 'payload'] },
  mail: { required: ['to', 'subject', 'text'], optional: [] },
};

/** Tells somebody, by mail or by a signed webhook. */
export const notify = defineTask({
  name: 'notify',
  title: 'Send a mail or a webhook',
  description:
    'Sends a mail over the configured server, or posts signed JSON to a public URL. Tried again when the receiver is away, busy or fails, not when it says no.',
  queue: 'notifications',
  runsOn: 'inline',
  attempts: 8,
  backoff: { type: 'exponential', delayMs: 2_000, jitter: 0.5 },
  timeoutMs: 180_000,
  input,
  result: z.object({
    channel: z.enum(['webhook', 'mail']),
    response: z.string().meta({ description: 'What the receiver said: its first 2 kB' }),
    status: z.int().nullable().meta({ description: 'HTTP status; null for mail' }),
    accepted: z.array(z.string()).meta({ description: 'Where it went: the URL, or addresses' }),
    rejected: z.array(z.string()).meta({ description: 'Addresses that the mail server refused' }),
  }),
  run: (given, ctx) => (given.channel === 'mail' ? byMail(given, ctx) : byWebhook(given, ctx)),
});

async function byMail({ to = [], subject = '', text = '' }: Input, ctx: TaskContext) {
  if (ctx.settings.mail === null)
    throw new JobError(
      'DELIVERY_REFUSED',
      'No mail server is configured: set SMTP_URL (or SMTP_URL_FILE) and SMTP_FROM of the worker',
    );
  const { sendMail } = await import('../notify/mail.ts');
  const sent = await sendMail({ to, subject, text, id: ctx.jobId }, ctx.settings.mail, ctx.signal);
  ctx.log(`Accepted for ${sent.accepted.join(', ')}: ${sent.response}`);
  if (sent.rejected.length > 0) ctx.log(`Refused for ${sent.rejected.join(', ')}`, 'warn');
  return {
    channel: 'mail' as const,
    response: sent.response.slice(0, 2_048),
    status: null,
    accepted: [...sent.accepted],
    rejected: [...sent.rejected],
  };
}

async function byWebhook({ url = '', bearer, payload = {} }: Input, ctx: TaskContext) {
  const [{ postWebhook }, { Destinations }, { signatureHeaders }] = await Promise.all([
    import('../notify/webhook.ts'),
    import('../notify/destinations.ts'),
    import('../notify/signature.ts'),
  ]);
  const { webhookSecret, allowPrivate } = ctx.settings;
  const body = JSON.stringify(payload);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Taskdeck',
    // The same for each attempt, so that a receiver can drop what comes twice.
    'x-taskdeck-delivery': ctx.jobId,
    ...(webhookSecret !== null && signatureHeaders(body, webhookSecret, Date.now())),
  };
  const destinations = new Destinations(allowPrivate);
  const answer = await postWebhook(
    { url, body, headers, bearer },
    { destinations, signal: ctx.signal },
  );
  ctx.log(`${answer.url} answered ${answer.status}`);
  return {
    channel: 'webhook' as const,
    response: answer.text,
    status: answer.status,
    accepted: [answer.url],
    rejected: [],
  };
}

function hasPassword(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
