import { isRecord } from '../../is-record.ts';
import { fieldsOf, type Field, type JsonSchema } from './fields.ts';

/** What the server shows in the place of a secret. */
export const SECRET_MASK = '(secret)';

export const isSecret = ({ control }: Field): boolean => control.kind === 'secret';

/** Names of a schema's secret fields. */
export const secretNames = (schema: JsonSchema): ReadonlySet<string> =>
  new Set(
    fieldsOf(schema)
      .filter(isSecret)
      .map(({ name }) => name),
  );

/** The fields, of which those that an old job had as secrets say why they start empty. */
export function withoutSecretsOf(input: unknown, fields: readonly Field[]): readonly Field[] {
  if (!isRecord(input)) return fields;
  return fields.map((field) =>
    isSecret(field) && Object.hasOwn(input, field.name)
      ? {
          ...field,
          description: 'Not copied from the job: secrets are shown to nobody. Fill it in anew',
        }
      : field,
  );
}
