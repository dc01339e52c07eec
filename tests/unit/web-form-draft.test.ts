import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { makeCheck } from '../../web/src/components/schema-form/check.ts';
import {
  draftOf,
  groupDigits,
  isChanged,
  read,
  readDraft,
  tidy,
} from '../../web/src/components/schema-form/draft.ts';
import { fieldsOf, groupsOf, type Field } from '../../web/src/components/schema-form/fields.ts';
import { helpOf } from '../../web/src/components/schema-form/help.ts';
import { readDuration, writeDuration } from '../../web/src/components/schema-form/duration.ts';

/** The schema as the catalogue sends it. */
const jsonSchema = (schema: z.ZodType): Record<string, unknown> => ({
  ...z.toJSONSchema(schema, { io: 'input' }),
});

const schema = jsonSchema(
  z.strictObject({
    style: z
      .enum(['european', 'asian', 'upAndOut'])
      .default('european')
      .meta({ group: 'Contract' }),
    spot: z.number().positive().max(1e6).default(100).meta({ title: 'Spot', group: 'Contract' }),
    barrier: z.number().positive().optional().meta({ group: 'Contract' }),
    paths: z.int().min(1).max(100_000_000).default(400_000).meta({ unit: 'paths' }),
    seed: z.int().nullable().default(null),
    note: z.string().max(20),
    text: z.string().max(100_000).default('taskdeck'),
    weights: z.array(z.number()).default([0.5, 0.5]),
    antithetic: z.boolean().default(true),
    extra: z.object({ deep: z.boolean() }).optional(),
    mode: z.union([z.literal('fast'), z.literal(2)]).default('fast'),
  }),
);
const fields = fieldsOf(schema);
const field = (name: string): Field => {
  const found = fields.find((f) => f.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};

describe('fields of a schema', () => {
  it('gives every property the control that fits it', () => {
    expect(Object.fromEntries(fields.map((f) => [f.name, f.control.kind]))).toEqual({
      style: 'choice',
      spot: 'number',
      barrier: 'number',
      paths: 'number',
      seed: 'number',
      note: 'text',
      text: 'text',
      weights: 'list',
      antithetic: 'boolean',
      extra: 'json',
      mode: 'choice',
    });
    expect(field('seed').nullable).toBe(true);
    expect(field('style').control).toMatchObject({
      choices: [{ label: 'European' }, {}, { label: 'Up and out' }],
    });
  });

  it('gives long texts an area, and addresses a line', () => {
    const long = (of: z.ZodType) => fieldsOf(jsonSchema(z.object({ of })))[0]?.control;
    expect(long(z.string().max(2_000))).toEqual({ kind: 'text', long: true });
    expect(long(z.url().max(2_000))).toEqual({ kind: 'text', long: false });
  });

  it('requires what has no default, and nothing else', () => {
    expect(fields.filter((f) => f.required).map((f) => f.name)).toEqual(['note']);
  });

  it('keeps the groups in order of their first field', () => {
    expect(groupsOf(fields).map((g) => [g.title, g.fields.length])).toEqual([
      ['Contract', 3],
      [null, 8],
    ]);
  });

  it('says the bounds somebody chose, and not those of exact integers', () => {
    expect(helpOf(field('paths'))).toBe('1 to 100,000,000');
    expect(helpOf(field('spot'))).toBe('above 0, at most 1,000,000');
    expect(helpOf(field('seed'))).toBeNull();
  });

  it('takes an input that is not an object as one JSON field', () => {
    const [whole] = fieldsOf(jsonSchema(z.array(z.object({ a: z.int() }))));
    expect(whole).toMatchObject({ name: '', title: 'Input', control: { kind: 'json' } });
    expect(readDraft(whole ? [whole] : [], { '': '[{"a": 1}]' }).input).toEqual([{ a: 1 }]);
  });
});

describe('a draft', () => {
  it('of the defaults is the defaults', () => {
    expect(readDraft(fields, { ...draftOf(fields), note: 'x' })).toEqual({
      input: {
        style: 'european',
        spot: 100,
        paths: 400_000,
        seed: null,
        note: 'x',
        text: 'taskdeck',
        weights: [0.5, 0.5],
        antithetic: true,
        mode: 'fast',
      },
      faults: {},
    });
  });

  it('survives the way from an old input to the form and back', () => {
    const input = {
      ...z.object({}).parse({}),
      style: 'asian',
      spot: 95.5,
      barrier: 120,
      paths: 3,
      seed: 7,
    };
    const more = {
      note: 'n',
      text: '',
      weights: [1],
      antithetic: false,
      extra: { deep: true },
      mode: 2,
    };
    expect(readDraft(fields, draftOf(fields, { ...input, ...more })).input).toEqual({
      ...input,
      ...more,
    });
  });

  it('says what can not be read', () => {
    const draft = {
      ...draftOf(fields),
      spot: 'abc',
      paths: '1.5',
      seed: '9007199254740993',
      weights: '1\nx',
      extra: '{',
      note: '',
    };
    const { faults } = readDraft(fields, draft);
    expect(faults).toMatchObject({
      spot: 'Not a number',
      paths: 'Must be a whole number',
      seed: 'Too large to be exact',
      weights: 'Line 2 is not a number',
    });
    expect(faults['extra']).toMatch(/^Not valid JSON: /);
  });

  it('does not take the default behind the back of an emptied field', () => {
    expect(read(field('spot'), '')).toEqual({ fault: 'Enter a number' });
    expect(read(field('text'), '')).toEqual({ value: '' });
    expect(read(field('barrier'), '')).toEqual({});
  });

  it('reads grouped numbers and calls them unchanged', () => {
    expect(read(field('paths'), '40,000,000')).toEqual({ value: 40_000_000 });
    expect(read(field('paths'), '1e6')).toEqual({ value: 1_000_000 });
    expect(isChanged(field('paths'), '400,000')).toBe(false);
    expect(isChanged(field('paths'), '400,001')).toBe(true);
    expect(draftOf(fields)['paths']).toBe('400,000');
    expect(tidy(field('paths'), '1,0000,000')).toBe('10,000,000');
    expect(groupDigits('-1234567.25')).toBe('-1,234,567.25');
    expect(groupDigits('1e6')).toBe('1e6');
  });
});

describe('the check in the browser', () => {
  const check = makeCheck(schema);

  it('finds faults by field, in words for people', () => {
    const { input } = readDraft(fields, { ...draftOf(fields), spot: '0', paths: '1e9' });
    expect(check(input)).toEqual({
      spot: 'Must be above 0',
      paths: 'Must be at most 100,000,000',
    });
    expect(check({ note: 'x'.repeat(21), extra: {} })).toMatchObject({
      note: 'Must have at most 20 characters',
      extra: 'deep: Required',
    });
  });

  it('leaves a schema that it can not check to the server', () => {
    expect(makeCheck({ type: 'object', if: {} })({ anything: 1 })).toEqual({});
  });
});

describe('durations', () => {
  it.each([
    ['90 s', 90_000],
    ['90', 90_000],
    ['1 h 30 m', 5_400_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['2 min', 120_000],
    ['soon', null],
    ['5 weeks', null],
  ])('%s', (written, ms) => expect(readDuration(written)).toBe(ms));

  it('are written so that they are read back as they were', () => {
    for (const ms of [0, 1, 999, 1_000, 61_001, 3_600_000, 604_800_000])
      expect(readDuration(writeDuration(ms))).toBe(ms);
  });
});
