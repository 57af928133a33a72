import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import * as tidemark from '../../engine/index';
import type { PipelineInput } from '../../engine/index';
import { seriesFunctions } from '../../engine/series/index';
import { Rig } from '../support/rig';

// A fragment's parts take the place of those of the same name in the page's first definition: of the pipeline's, or else of
// its query `sales`. Below an example stand: the message of its mistake (`text`); or, in turns, events and results (`jsonl`),
// the latter alone where the events are the first definition's. A line of results shows some parts of a record, whole.
const PAGE = readFileSync(join(__dirname, '../../docs/definition.md'), 'utf8');
const PARTS = 'name version source event derive eventTime partitionBy watermark late dedupe commitEvery queries'.split(
  ' ',
);

type Input = PipelineInput<Record<never, never>, never> & { readonly eventTime: never };
type Line = Readonly<Record<string, unknown>>;

interface Example {
  readonly heading: string;
  readonly code: string;
  readonly message: string | undefined;
  readonly lines: readonly (readonly Line[])[];
}

const jsonLines = (text: string): Line[] => text.split(/^(?=\{)/m).map(line => JSON.parse(line) as Line);

/** The examples of a section, each with what is shown below it. */
function examplesOf(section: string): Example[] {
  const [, ...parts] = section.split(/^```ts\n/m);
  return parts.map(part => {
    const end = part.indexOf('```\n');
    const shown = [...part.slice(end + 4).matchAll(/^```(\w+)\n(.*?)^```$/gms)];
    const of = (language: string) => shown.filter(([, each]) => each === language).map(([, , text]) => text!);
    return {
      heading: section.slice(0, section.indexOf('\n')),
      code: part.slice(0, end),
      message: of('text').join('').trimEnd() || undefined,
      lines: of('jsonl').map(jsonLines),
    };
  });
}

/** What a definition's file gives to definePipeline; it sees only what it imports. */
function inputOf(code: string): Input {
  const body = code
    .replace(/^import (\{[^}]*\}) from 'tidemark';/m, 'const $1 = tidemark;')
    .replace('export default ', 'return ');
  const run = runInThisContext(`tidemark => {${body}}`) as (names: object) => Input;
  return run({ ...tidemark, definePipeline: (input: Input) => input });
}

function partsOf(fragment: string): Line {
  const names = Object.keys(tidemark).join(', ');
  return (runInThisContext(`({ ${names} }) => ({${fragment}})`) as (names: object) => Line)(tidemark);
}

const examples = PAGE.split(/^#+ /m).slice(1).flatMap(examplesOf);
const [whole] = examples;
const first = inputOf(whole!.code) as Input & { queries: { sales: object } };

function completed(code: string): Input {
  if (code.includes('definePipeline')) return inputOf(code);
  const parts = Object.entries(partsOf(code));
  const ofPipeline = Object.fromEntries(parts.filter(([name]) => PARTS.includes(name)));
  const ofQuery = Object.fromEntries(parts.filter(([name]) => !PARTS.includes(name)));
  return { ...first, queries: { sales: { ...first.queries.sales, ...ofQuery } }, ...ofPipeline } as unknown as Input;
}

function messageOf(input: Input): string | undefined {
  try {
    tidemark.definePipeline(input);
    return undefined;
  } catch (error) {
    if (error instanceof tidemark.DefinitionError) return error.problems.join('\n');
    throw error;
  }
}

/** Results and what went beside them since it was last asked. */
function news(rig: Rig): Line[] {
  const beside = [...rig.objects].filter(([name]) => /^(quarantine|late)\//.test(name)).map(([, body]) => body);
  const lines = [...(rig.emitted as unknown as Line[]), ...beside.flatMap(jsonLines)];
  rig.emitted.length = 0;
  rig.objects.clear();
  return lines;
}

/** What is shown of each line, as far as there are any. */
const pick = (line: Line, shown: Line = line): Line =>
  Object.fromEntries(Object.keys(shown).map(name => [name, line[name]]));

test.each(examples.map(example => [example.heading, example.code.split('\n', 1)[0], example] as const))(
  '%s: the example %s is right, and does what is shown below it',
  async (_, __, { code, message, lines }) => {
    const input = completed(code);
    expect(messageOf(input)).toBe(message);
    const steps = lines.length % 2 === 0 ? lines : [whole!.lines[0]!, ...lines];
    if (steps.length === 0) return;
    const rig = new Rig(tidemark.definePipeline(input));
    for (let i = 0; i < steps.length; i += 2) {
      await rig.aggregate([rig.put(steps[i])]);
      await rig.finalize(i + 2 < steps.length ? { whenIdle: 'hold' } : { endOfInput: true });
      const found = news(rig);
      expect(found.map((line, j) => pick(line, steps[i + 1]![j]))).toEqual(steps[i + 1]);
    }
  },
);

/** Code in the cells of a column of the section's tables. */
function cellsOf(heading: string): string[][][] {
  const section = PAGE.split(/^## /m).find(text => text.startsWith(`${heading}\n`))!;
  const rows = section.match(/^\| `.*\|$/gm)!;
  return rows.map(row => row.split(/(?<!\\)\|/).map(cell => [...cell.matchAll(/`(.*?)`/g)].map(([, text]) => text!)));
}

const FIELDS = {
  f: tidemark.number().optional(),
  g: tidemark.number().optional(),
  b: tidemark.boolean().optional(),
  at: tidemark.isoTime(),
};

function idOf(selected: unknown): string {
  const queries = { q: { window: tidemark.tumbling('1 minute'), select: { x: selected } } };
  const input = { name: 'table', event: FIELDS, eventTime: 'at', queries };
  return tidemark.definePipeline(input as unknown as Input).queries[0]!.id;
}

test.each(
  cellsOf('Aggregates').flatMap(([, builders, texts]) => builders!.map((builder, i) => [builder, texts![i]!] as const)),
)('%s is %s', (builder, text) => {
  const { x } = partsOf(`x: ${builder.replace(/\bk\b/, '3').replace(/\bq\b/, '0.5')}`);
  expect(idOf(text.replace(/\bk\b/, '3').replace(/\bq\b/, '0.5'))).toBe(idOf(x));
});

/** The names of the builders that a section's table begins with. */
const shownIn = (heading: string): string[] =>
  [...new Set(cellsOf(heading).flatMap(([, builders]) => builders!.map(text => /^\w+/.exec(text)![0])))].sort();
const alongWindows = seriesFunctions.map(({ kind }): string => kind).sort();

test('the table of aggregates has all of them', () => {
  const others =
    /^(code|define.*|Def.*|boolean|epoch.*|integer|isoTime|number|string|time|cumulate|hopping|session|tumbling|table)$/;
  expect(shownIn('Aggregates')).toEqual(
    Object.keys(tidemark)
      .filter(name => !others.test(name) && !alongWindows.includes(name))
      .sort(),
  );
});

test("the table of functions along a key's windows has all of them", () => {
  expect(shownIn("Along a key's windows")).toEqual(alongWindows);
  expect(Object.keys(tidemark)).toEqual(expect.arrayContaining(alongWindows));
});
