import { JobError } from '../errors.ts';
import { type Parameter, parametersOf, type Program } from './program.ts';

type ParameterValue = string | number | boolean;

/**
 * The words that a program is started with.
 * @throws JobError INPUT_INVALID that names every parameter that is missing, unknown or not as the operator allows it
 */
export function argumentsOf(
  program: Program,
  given: Readonly<Record<string, ParameterValue>>,
): string[] {
  const known = parametersOf(program);
  const faults = Object.keys(given)
    .filter((name) => !known.some((parameter) => parameter.name === name))
    .map((name) => `${name}: ${program.name} has no such parameter`);
  const words = program.arguments.flatMap((argument) => {
    if (typeof argument === 'string') return [argument];
    const value = Object.hasOwn(given, argument.name) ? given[argument.name] : defaultOf(argument);
    const fault = faultOf(argument, value);
    if (fault !== null) faults.push(`${argument.name}: ${fault}`);
    return fault === null && value !== undefined ? wordsOf(argument, value) : [];
  });
  if (faults.length > 0)
    throw new JobError('INPUT_INVALID', `Parameters of ${program.name}:\n${faults.join('\n')}`);
  return words;
}

function wordsOf(parameter: Parameter, value: ParameterValue): string[] {
  const { argument } = parameter;
  if (parameter.type === 'flag') return value === true ? [parameter.argument] : [];
  if (argument === undefined) return [String(value)];
  return argument.endsWith('=') ? [argument + String(value)] : [argument, String(value)];
}

function defaultOf(parameter: Parameter): ParameterValue | undefined {
  return parameter.type === 'flag' ? false : parameter.default;
}

/** What is wrong with a value, or null. */
function faultOf(parameter: Parameter, value: ParameterValue | undefined): string | null {
  if (value === undefined) return 'is missing, and has no default';
  switch (parameter.type) {
    case 'flag':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'enum':
      return typeof value === 'string' && parameter.values.includes(value)
        ? null
        : `must be one of ${parameter.values.join(', ')}`;
    case 'string':
      return typeof value === 'string' ? faultOfText(parameter, value) : 'must be text';
    default:
      return faultOfNumber(parameter, value);
  }
}

function faultOfText(
  { maxLength, pattern }: Parameter & { type: 'string' },
  value: string,
): string | null {
  if (value.length > maxLength) return `must have at most ${maxLength} characters`;
  if (value.includes('\0')) return 'must not hold the character NUL';
  if (pattern !== undefined)
    return new RegExp(`^(?:${pattern})$`, 'u').test(value) ? null : `must match ${pattern}`;
  // Else a value could pass for an option that the operator did not allow.
  return value.startsWith('-') ? 'must not begin with -' : null;
}

function faultOfNumber(
  { type, min, max }: Parameter & { type: 'integer' | 'number' },
  value: ParameterValue,
): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
  if (type === 'integer' && !Number.isSafeInteger(value)) return 'must be a whole number';
  if (min !== undefined && value < min) return `must be at least ${min}`;
  if (max !== undefined && value > max) return `must be at most ${max}`;
  return null;
}
