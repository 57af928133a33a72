import { parseExpression } from '../expression/parse';
import { partsOf, type Syntax } from '../expression/syntax';
import { didYouMean } from '../text/nearest-name';
import { VALUE_TYPES, type Code } from './code';
import { assumedTypes } from './column-type';
import type { EventColumns } from './event-columns';
import { IDENTIFIER } from './identifier';
import type { Problem } from './known-keys';
import type { CodeColumn, EventQuery } from './pipeline';
import { sampleReads } from './sample-reads';
import { showValue } from './show-value';
import { refuseSurplus } from './surplus';
import { checkWritten } from './written';

/** Checks what `derive` names and adds it to the columns: functions see fields, expressions other derived fields too. */
export function checkDerive(derive: Readonly<Record<string, unknown>>, columns: EventColumns, problem: Problem): void {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(derive)) {
    const path = `derive.${name}`;
    if (!IDENTIFIER.test(name)) problem(`${path}: not an identifier`);
    if (Object.hasOwn(columns.fields, name)) problem(`${path}: the event has a field of that name`);
    if (typeof value === 'string') texts.set(name, value);
    else columns.add(checkCode(name, value, path, columns, derive, problem));
  }
  addExpressions(texts, columns, problem);
}

/** A function that states no type is taken for what aggregates need: they may not need different things of it. */
export function checkAssumed({ columns }: EventColumns, queries: readonly EventQuery[], problem: Problem): void {
  for (const column of columns) {
    if (!('code' in column) || column.type || assumedTypes(column.name, queries).length < 2) continue;
    problem(`derive.${column.name}: an aggregate needs a number of it, and another true or false`);
  }
}

/** Each after those that it reads. */
function addExpressions(texts: Map<string, string>, columns: EventColumns, problem: Problem): void {
  const reads = new Map([...texts].map(([name, text]) => [name, columnsRead(text)]));
  while (texts.size > 0) {
    const ready = [...texts].filter(([name]) => !reads.get(name)!.some(read => texts.has(read)));
    if (ready.length === 0) {
      for (const name of texts.keys())
        problem(`derive.${name}: read by what it reads itself: ${[...texts.keys()].join(', ')}`);
      return;
    }
    for (const [name, text] of ready) {
      texts.delete(name);
      const checked = checkWritten(`derive.${name}`, text, columns, problem);
      if (checked) columns.add({ name, expression: checked.expression, type: checked.type });
    }
  }
}

/** None where the text is wrong: that is said when it is checked. */
function columnsRead(text: string): string[] {
  const visit = (syntax: Syntax): string[] => (syntax.op === 'column' ? [syntax.name] : partsOf(syntax).flatMap(visit));
  try {
    return visit(parseExpression(text));
  } catch {
    return [];
  }
}

function checkCode(
  name: string,
  value: unknown,
  path: string,
  { fields }: EventColumns,
  derive: Readonly<Record<string, unknown>>,
  problem: Problem,
): CodeColumn {
  const isTyped = typeof value === 'object' && value !== null && 'code' in value;
  const { code, type } = isTyped ? refuseSurplus(value as Code, path, problem) : { code: value, type: undefined };
  const column = { name, code: code as CodeColumn['code'], type };
  if (isTyped && !VALUE_TYPES.includes(type!))
    problem(`${path}: expected a type of ${VALUE_TYPES.join(', ')}: ${showValue(type)}`);
  if (typeof code !== 'function') {
    problem(
      `${path}: expected an expression such as 'price * quantity', or a function of the event: ${showValue(code)}`,
    );
    return column;
  }
  const { unknown, wrong } = sampleReads(column.code, fields);
  if (wrong) problem(`${path}: gives ${wrong}: expected text, a finite number, true, false or null`);
  for (const read of unknown) {
    if (Object.hasOwn(derive, read))
      problem(`${path}: reads ${read}, a derived field: a function sees the event's own fields only`);
    else problem(`${path}: reads ${showValue(read)}, no field in event${didYouMean(read, Object.keys(fields))}`);
  }
  return column;
}
