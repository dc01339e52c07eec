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

/** A change that somebody asks for. */
interface Change<Result> {
  /** The procedure. */
  readonly path: string;
  readonly request: unknown;
  /** `refused`: only when the actor may not. */
  readonly noted: 'always' | 'refused';
  /** What changed, where that can't be read by `stateOf`. */
  readonly after?: (result: Result) => unknown;
}

/** Runs a change for whoever may, and notes how it went, with what it changed. Errors: UNAUTHORIZED, FORBIDDEN, and those of `run`. */
export async function audited<Result>(
  asked: Asked,
  change: Change<Result>,
  run: (actor: Actor) => Promise<Result>,
): Promise<Result> {
  const { path, request } = change;
  const always = change.noted === 'always';
  const state = () => (always ? stateOf(path, asked.services, request) : null);
  const note = (more: Pick<AuditNote, 'outcome' | 'code'>, before: unknown, after: unknown) =>
    asked.audit.note({
      ...noteOf(asked, path, request),
      ...more,
      before: auditText(before),
      after: auditText(after),
      actor: asked.actor,
    });
  let before: unknown = null;
  let result: Result;
  try {
    const actor = demandPermission(path, asked.actor);
    await demandTargets(path, actor, asked.services, request);
    before = await state();
    result = await run(actor);
  } catch (error) {
    const failure = failureOf(error);
    if (always || failure.outcome === 'refused') await note(failure, before, null);
    throw error;
  }
  if (always) {
    const after = change.after === undefined ? await state() : change.after(result);
    await note({ outcome: 'done', code: null }, before, after);
  }
  return result;
}
