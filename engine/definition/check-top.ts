import type { Expression } from '../expression/expression';
import { didYouMean } from '../text/nearest-name';
import { namesOf, objectWith, type Problem } from './known-keys';
import type { Top } from './pipeline';
import type { TopInput } from './pipeline-input';
import type { SelectedValues } from './selected-values';
import { showValue } from './show-value';
import { within } from './written';

const TOP = namesOf<TopInput>({ n: true, by: true, per: true });
const N_MAX = 10_000;

/** Checks what must be true of a result. */
export function checkHaving(
  given: unknown,
  path: string,
  selected: SelectedValues,
  problem: Problem,
): Expression | undefined {
  if (typeof given !== 'string') {
    problem(`${path}: expected a condition such as 'orders >= 3': ${showValue(given)}`);
    return undefined;
  }
  const checked = within(path, given, problem, () => selected.check(given));
  if (!checked) return undefined;
  if (!('type' in checked.type) || checked.type.type !== 'boolean')
    problem(`${path}: expected boolean, ${given} is ${'type' in checked.type ? checked.type.type : 'a list'}`);
  return checked.expression;
}

/** Checks which keys of a window are results. */
export function checkTop(
  given: unknown,
  groupBy: readonly string[],
  path: string,
  selected: SelectedValues,
  problem: Problem,
): Top | undefined {
  const input = objectWith(given, path, TOP, "{ n: 10, by: 'revenue' }", problem);
  const { n, by } = input;
  if (!(Number.isInteger(n) && (n as number) >= 1 && (n as number) <= N_MAX))
    problem(`${path}.n: must be a whole number from 1 to ${N_MAX}: ${showValue(n)}`);
  if (groupBy.length === 0) problem(`${path}: without groupBy a window has one result`);
  const per = checkPer(input['per'], groupBy, `${path}.per`, problem);
  if (typeof by !== 'string') {
    problem(`${path}.by: expected a value of select: ${showValue(by)}`);
    return undefined;
  }
  const checked = within(`${path}.by`, by, problem, () => selected.check(by));
  if (!checked) return undefined;
  if (!('type' in checked.type)) problem(`${path}.by: ${by} is a list, which has no order`);
  return { n: n as number, by: checked.expression, per };
}

function checkPer(given: unknown = [], groupBy: readonly string[], path: string, problem: Problem): readonly string[] {
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  for (const name of names)
    if (!groupBy.includes(name as string))
      problem(`${path}: no key ${showValue(name)} in groupBy${didYouMean(name, [...groupBy])}`);
  return names as readonly string[];
}
