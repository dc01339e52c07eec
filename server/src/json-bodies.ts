import type { FastifyInstance } from 'fastify';
import { AppError } from './errors.ts';
import { isDeeperThan, MAX_JSON_DEPTH } from './json-depth.ts';

export const tooDeep = () =>
  new AppError('INPUT_INVALID', `The JSON nests deeper than ${MAX_JSON_DEPTH} levels.`);

/** JSON bodies: bounded in depth, without keys that reach prototypes; an empty body is none. */
export function registerJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString();
    if (text === '') done(null);
    else if (isDeeperThan(text, MAX_JSON_DEPTH)) done(tooDeep());
    else parse(request, text, done);
  });
  app.addHook('preValidation', (request, _reply, done) => {
    // Within /trpc bodies are still text here.
    const deep = typeof request.body === 'string' && isDeeperThan(request.body, MAX_JSON_DEPTH);
    done(deep ? tooDeep() : undefined);
  });
}
