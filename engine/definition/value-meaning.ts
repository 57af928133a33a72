import type { Expression } from '../expression/expression';
import type { Query, ResultValue } from './pipeline';

/** What a value of a query means to those that read its results: with the values before it in place of their names. */
export function valueMeaning({ values }: Pick<Query, 'values'>, name: string): ResultValue {
  const value = values[name]!;
  const names = Object.keys(values);
  const expanded = (expression: Expression, before: number): Expression => {
    if (expression.op === 'literal') return expression;
    if (expression.op === 'call') return { ...expression, args: expression.args.map(arg => expanded(arg, before)) };
    const at = names.indexOf(expression.name);
    return at >= 0 && at < before ? expanded(values[expression.name]!.expression, at) : expression;
  };
  return { ...value, expression: expanded(value.expression, names.indexOf(name)) };
}
