import type { Parameter } from '../accumulators/aggregate-function';
import { type AggregateKind, aggregateFunctions, aggregateOf, aggregateOfSql } from '../accumulators/index';
import type { Aggregates } from '../expression/check';
import type { AggregateCall, Expression } from '../expression/expression';
import type { Aggregate } from './aggregates';

const DISTINCT = / distinct$/;

/** The names of aggregates in SQL. */
export const aggregateNames: readonly string[] = [
  ...new Set(aggregateFunctions.flatMap(({ sql }) => sql.map(name => name.replace(DISTINCT, '')))),
];

/** What the checker of expressions needs to know of aggregates. */
export const aggregateTypes: Aggregates = {
  names: aggregateNames,
  typeOf(call, args) {
    const { fn, isDistinct } = call;
    const known = aggregateOfSql(fn, isDistinct);
    if (!known)
      return isDistinct ? `${fn} takes no distinct` : `${fn} takes distinct values only, as ${fn}(distinct x)`;
    const inputs = args.slice(0, args.length - known.options.length);
    if (args.length < known.options.length || inputs.length > parametersOf(known.kind).length)
      return `${fn} takes ${argumentsText(known.kind)}, got ${args.length}`;
    for (const [i, { expected, fits }] of known.options.entries())
      if (!fits(args[inputs.length + i]!.value))
        return `argument ${inputs.length + i + 1} of ${fn} must be ${expected}`;
    const type = known.typeOf(inputs);
    return typeof type === 'string' ? `${fn} ${type}` : type;
  },
};

/** The inputs that SQL names one by one: a second factor is part of the expression that is summed. */
function parametersOf(kind: AggregateKind): readonly Parameter[] {
  return aggregateOf(kind).parameters.filter(({ name }) => name !== 'times');
}

function argumentsText(kind: AggregateKind): string {
  const { options } = aggregateOf(kind);
  const count = parametersOf(kind).length + options.length;
  return `${count} ${count === 1 ? 'argument' : 'arguments'}`;
}

/** What is accumulated for a call. `inputOf` names the column of an input. */
export function aggregateOfCall(call: AggregateCall, inputOf: (input: Expression) => string): Aggregate {
  const { kind, options, parameters } = aggregateOfSql(call.fn, call.isDistinct)!;
  const count = call.args.length - options.length;
  let inputs: readonly Expression[] = call.args.slice(0, count);
  // The product of two columns is summed without being rounded.
  if (parameters.some(({ name }) => name === 'times') && isProduct(inputs[0])) inputs = inputs[0].args;
  if (inputs.length === 0 && call.filter) inputs = [{ op: 'literal', value: true }];
  return {
    kind,
    ...Object.fromEntries(inputs.map((input, i) => [parameters[i]!.name, inputOf(input)])),
    ...Object.fromEntries(options.map(({ name }, i) => [name, literalOf(call.args[count + i])])),
  };
}

function isProduct(input: Expression | undefined): input is Extract<Expression, { op: 'call' }> {
  return input?.op === 'call' && input.fn === '*';
}

const literalOf = (expression: Expression | undefined): unknown =>
  expression?.op === 'literal' ? expression.value : undefined;

/** A builder's aggregate as the call that it means; `inputs` in order of its parameters. */
export function callOf(aggregate: Aggregate, inputs: readonly Expression[]): AggregateCall {
  const { sql, options, parameters } = aggregateOf(aggregate.kind);
  const name = sql[0]!;
  const isFused = inputs.length === 2 && parameters[1]!.name === 'times';
  const args: Expression[] = isFused ? [{ op: 'call', fn: '*', args: inputs }] : [...inputs];
  for (const { name: option } of options) args.push({ op: 'literal', value: aggregate[option]! });
  return { fn: name.replace(DISTINCT, ''), args, isDistinct: DISTINCT.test(name) };
}
