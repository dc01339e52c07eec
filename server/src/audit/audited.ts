import type { Actor, Context } from '../context.ts';
import { demandTargets } from '../auth/scope.ts';
import { demandPermission } from '../permissions.ts';
import { toAppError } from '../trpc-errors.ts';
import type { AuditNote } from './audit.ts';
import { auditText, objectsOf } from './audit-text.ts';
import { stateOf } from './state-of.ts';

type Asked = Pick<Context, 'actor' | 'requestId' | 'address' | 'audit' | 'services'>;

/** What is known of every note beforehand. */
export function noteOf(
  { requestId, address }: Pick<Context, 'requestId' | 'address'>,
  action: string,
  request: unknown,
): Omit<AuditNote, 'outcome' | 'code' | 'actor'> {
  return {
    action,
    objects: objectsOf(request),
    request: auditText(request),
    before: null,
    after: null,
    address,
    requestId,
  };
}

/** How an error ends a change. */
export function failureOf(error: unknown): Pick<AuditNote, 'outcome' | 'code'> {
  const { code } = toAppError(error);
  return { outcome: code === 'FORBIDDEN' || code === 'UNAUTHORIZED' ? 'refused' : 'failed', code };
}

/** The actor, if it may; a refusal is noted. Errors: UNAUTHORIZED, FORBIDDEN. */
export async function demandNoted(asked: Asked, path: string, request: unknown): Promise<Actor> {
  try {
    return demandPermission(path, asked.actor);
  } catch (error) {
    const note = noteOf(asked, path, request);
    await asked.audit.note({ ...note, ...failureOf(error), actor: asked.actor });
    throw error;
  }
}

/** Runs a change for whoever may, and notes how it went, with what it changed. */
export async function audited<Result extends { readonly ok: boolean; readonly error?: unknown }>(
  asked: Asked,
  { path, request }: { readonly path: string; readonly request: unknown },
  run: (actor: Actor) => Promise<Result>,
): Promise<Result> {
  const actor = await demandNoted(asked, path, request);
  try {
    await demandTargets(path, actor, asked.services, request);
  } catch (error) {
    await asked.audit.note({ ...noteOf(asked, path, request), ...failureOf(error), actor });
    throw error;
  }
  const before = await stateOf(path, asked.services, request);
  const result = await run(actor);
  const after = result.ok ? await stateOf(path, asked.services, request) : null;
  await asked.audit.note({
    ...noteOf(asked, path, request),
    ...(result.ok ? { outcome: 'done', code: null } : failureOf(result.error)),
    before: auditText(before),
    after: auditText(after),
    actor,
  });
  return result;
}
