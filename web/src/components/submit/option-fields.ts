import type { CatalogTask } from '@taskdeck/server/schemas/job';
import type { JsonSchema } from '../schema-form/fields.ts';

/**
 * How a job is run, as a schema, so that the options are fields like all others. The bounds are the server's
 * (`tests/unit/web-form-options.test.ts` compares); it checks them again.
 */
export function optionsSchema(task: CatalogTask): JsonSchema {
  return {
    type: 'object',
    properties: {
      priority: {
        title: 'Priority',
        description: 'High runs first, whatever came before it',
        enum: ['high', 'medium', 'low'],
        default: 'medium',
      },
      delayMs: {
        title: 'Start after',
        description: '5 m or 1 h 30 m',
        type: 'integer',
        format: 'duration-ms',
        minimum: 0,
        maximum: 604_800_000,
        default: 0,
      },
      timeoutMs: {
        title: 'Time limit',
        description: 'For each attempt',
        type: 'integer',
        format: 'duration-ms',
        minimum: 100,
        maximum: 10_800_000,
        default: task.timeoutMs,
      },
      attempts: {
        title: 'Attempts',
        type: 'integer',
        minimum: 1,
        maximum: 20,
        default: task.attempts,
      },
      idempotencyKey: {
        title: 'Idempotency key',
        description: 'Within 24 h the same key answers the same job',
        type: 'string',
        minLength: 1,
        maxLength: 200,
      },
    },
  };
}
