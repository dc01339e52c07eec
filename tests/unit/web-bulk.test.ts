import { SubmitOptions } from '@taskdeck/server/schemas/job';
import { separatorOf } from '@taskdeck/server/rest/csv';
import { describe, expect, it } from 'vitest';
import { detectFormat, detectSeparator } from '../../web/src/components/bulk/format.ts';
import { meaningsOf, OPTIONS } from '../../web/src/components/bulk/mapping.ts';
import { previewOf } from '../../web/src/components/bulk/preview.ts';
import { csvCell, reportCsv, whyWords } from '../../web/src/components/bulk/report-csv.ts';
import { bulkUrl } from '../../web/src/components/bulk/send-bulk.ts';
import { catalogTask } from './catalog-task.ts';
import { errorBodyOf, errorWords, RestError } from '../../web/src/errors.ts';

describe('the format of rows', () => {
  it.each([
    ['rows.csv', '[', 'csv'],
    ['rows.tsv', '', 'csv'],
    ['rows.jsonl', '', 'ndjson'],
    ['rows.json', ' \n[{', 'json'],
    ['rows.json', '{"task"', 'ndjson'],
    ['', '\uFEFF[', 'json'],
    ['', 'a,b', 'csv'],
  ])('%s that begins with %j is %s', (name, head, format) => {
    expect(detectFormat(name, head)).toBe(format);
  });

  it.each(['a,b;c\n1;2;3', 'a;b', 'a\tb,c\td', '"a;b;c",d', 'a|b', 'a', ''])(
    'of the cells of %j is found as the server finds it',
    (head) => {
      expect(detectSeparator(head)).toBe(separatorOf(head));
    },
  );
});

describe('the preview', () => {
  it('shows the first rows of CSV and leaves out one that is cut off', async () => {
    const head = '\uFEFFdurationMs, steps\n"1\n2",3\n\n4,5\n6';
    expect(await previewOf(head, 'csv', ',', false)).toEqual({
      columns: ['durationMs', 'steps'],
      rows: [
        ['1\n2', '3'],
        ['4', '5'],
      ],
      more: true,
    });
    expect((await previewOf('a\n1', 'csv', ',', true)).rows).toEqual([['1']]);
    expect((await previewOf('', 'csv', ',', true)).columns).toEqual([]);
  });

  it('shows submissions by their parts, from an array or from lines', async () => {
    const one = '{"task":"sleep","input":{"steps":2,"note":"],["}}';
    const expected = { columns: ['task', 'input.steps', 'input.note'], more: false };
    const row = ['sleep', '2', '],['];
    expect(await previewOf(`[${one}]`, 'json', ',', true)).toEqual({ ...expected, rows: [row] });
    expect(await previewOf(`${one}\n\n`, 'ndjson', ',', true)).toEqual({
      ...expected,
      rows: [row],
    });
    const cut = await previewOf(`[${one},{"task":"sl`, 'json', ',', false);
    expect(cut).toEqual({ ...expected, rows: [row], more: true });
    expect((await previewOf('nonsense', 'ndjson', ',', true)).rows).toEqual([['nonsense']]);
  });

  it('says what each column is taken for', () => {
    const inputSchema = {
      type: 'object',
      properties: { steps: { type: 'integer', title: 'Steps' }, limits: { type: 'object' } },
    };
    const task = { ...catalogTask('sleep'), inputSchema };
    const names = ['steps', 'input.limits.low', 'options.priority', 'options.no', 'no', '', 'no'];
    expect(
      meaningsOf(names, 'csv', task, [task]).map(({ field, fault }) => field ?? fault),
    ).toEqual([
      'Steps',
      'Limits',
      'Option: Priority',
      'No such option',
      'No such field',
      'It has no name',
      'Named twice',
    ]);
    expect(meaningsOf(['steps'], 'csv', null, [task])[0]).toMatchObject({
      field: null,
      fault: null,
    });
  });

  it('knows the options of the server', () => {
    expect([...OPTIONS].sort()).toEqual(Object.keys(SubmitOptions.shape).sort());
  });
});

describe('the columns of secrets', () => {
  const notify = catalogTask('notify');
  const hidden = (format: 'csv' | 'json', task: typeof notify | null) =>
    meaningsOf(['bearer', 'input.bearer', 'url'], format, task, [notify]).map(
      ({ isSecret }) => isSecret,
    );

  it('are hidden, also before the task is chosen or where rows name their own', () => {
    expect(hidden('csv', notify)).toEqual([true, true, false]);
    expect(hidden('csv', null)).toEqual([true, true, false]);
    expect(hidden('csv', catalogTask('sleep'))).toEqual([false, false, false]);
    expect(hidden('json', null)).toEqual([false, true, false]);
  });
});

describe('the report to download', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['a "b", c', '"a ""b"", c"'],
    ['two\nlines', '"two\nlines"'],
    ['plain', 'plain'],
  ])('writes %j as %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('has a line for every row, with the field that is to blame', async () => {
    const error = { code: 'INPUT_INVALID', message: 'Not valid', fields: { 'input.a': ['=bad'] } };
    const items = [
      { index: 0, id: 'job-1' },
      { index: 1, error },
    ];
    const text = await reportCsv(items, false).text();
    expect(text.split('\r\n')).toEqual([
      expect.stringContaining('row,outcome,job,code,why'),
      '1,accepted,job-1,,',
      '2,refused,,INPUT_INVALID,input.a: =bad',
      '',
    ]);
    expect(whyWords({ code: 'TASK_UNKNOWN', message: 'No such task' })).toBe('No such task');
  });
});

describe('sending', () => {
  const request = {
    body: new Blob(),
    format: 'csv',
    separator: ';',
    task: 'sleep',
    tag: 'a',
    dryRun: true,
  } as const;

  it('says in the address what the body does not', () => {
    expect(bulkUrl(request)).toBe('/api/tasks/bulk?separator=%3B&task=sleep&tag=a&dryRun=true');
    const plain = { ...request, format: 'json', tag: '', dryRun: false } as const;
    expect(bulkUrl(plain)).toBe('/api/tasks/bulk?');
  });

  it('has the words of the server for its refusals, and others when it said nothing', () => {
    const body = { code: 'INPUT_INVALID', message: 'Not valid: a.', requestId: 'r1' };
    expect(errorWords(new RestError(errorBodyOf({ error: body })))).toMatchObject({
      code: 'INPUT_INVALID',
      detail: 'Not valid: a.',
      requestId: 'r1',
    });
    expect(errorWords(new RestError(errorBodyOf('<html>'))).code).toBe('OFFLINE');
    expect(errorBodyOf({ error: { code: 'toString', message: 'x' } })).toBeNull();
  });
});
