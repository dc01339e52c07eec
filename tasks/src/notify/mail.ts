import { JobError } from '../errors.ts';
import type { MailSettings } from '../task-settings.ts';

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** The same for each attempt, so that a receiver can drop what comes twice. Without the domain. */
  readonly id: string;
}

interface MailAnswer {
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  /** What the server said last. */
  readonly response: string;
}

/**
 * Hands a mail to the server of the settings. It resolves when at least one receiver was accepted.
 * @throws JobError DELIVERY_REFUSED when the server says no for good (5xx, but not to our password)
 */
export async function sendMail(
  mail: Mail,
  settings: MailSettings,
  signal: AbortSignal,
): Promise<MailAnswer> {
  signal.throwIfAborted();
  // Loaded by who sends: the server, which has the task for its schema, never does.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: settings.url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    const { to, subject, text, id } = mail;
    const messageId = `<${id}@${domainOf(settings.from)}>`;
    const sending = transport.sendMail({
      from: settings.from,
      to: [...to],
      subject,
      text,
      messageId,
    });
    const info = await Promise.race([sending, aborted]);
    return {
      accepted: info.accepted.map(plain),
      rejected: info.rejected.map(plain),
      response: info.response,
    };
  } catch (error) {
    throw signal.aborted ? signal.reason : asFailure(error);
  } finally {
    transport.close();
  }
}

function asFailure(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const status = 'responseCode' in error ? Number(error.responseCode) : 0;
  const isAuth = 'code' in error && error.code === 'EAUTH';
  return status >= 500 && !isAuth
    ? new JobError('DELIVERY_REFUSED', `The mail server refused: ${error.message}`, {
        cause: error,
      })
    : new Error(`The mail was not sent: ${error.message}`, { cause: error });
}

function plain(address: string | { readonly address: string }): string {
  return typeof address === 'string' ? address : address.address;
}

function domainOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
}
