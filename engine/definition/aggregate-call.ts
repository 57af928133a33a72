import type { AggregateFunction, Parameter } from '../accumulators/aggregate-function';
import { type AggregateKind, aggregateFunctions, aggregateOf, aggregateOfSql } from '../accumulators/index';
import type { Aggregates } from '../expression/check';
import type { AggregateCall, Expression } from '../expression/expression';
import type { Aggregate } from './aggregates';

type Known = AggregateFunction<AggregateKind>;

const DISTINCT = ' distinct';
const RESPECT_NULLS = ' respect nulls';
/** What a name in SQL has behind the word that is called. */
const VARIANT = new RegExp(`(${DISTINCT}|${RESPECT_NULLS})$`);

const sqlNames = aggregateFunctions.flatMap(({ sql }) => sql);

/** The names of aggregates in SQL. */
export const aggregateNames: readonly string[] = [...new Set(sqlNames.map(calledName))];

/** What the checker of expressions needs to know of aggregates. */
export const aggregateTypes: Aggregates = {
  names: aggregateNames,
  treatingNulls: sqlNames.filter(name => name.endsWith(RESPECT_NULLS)).map(calledName),
  check(call, args) {
    const { fn, isDistinct } = call;
    const known = functionOf(call);
    if (!known)
      return isDistinct ? `${fn} takes no distinct` : `${fn} takes distinct values only, as ${fn}(distinct x)`;
    const [inputs, options] = parted(known, args);
    const least = known.options.filter(option => option.default === undefined).length;
    if (options.length < least || options.length > known.options.length)
      return `${fn} takes ${argumentsText(known, least)}, got ${args.length}`;
    for (const [i, { value }] of options.entries()) {
      const { expected, fits } = known.options[i]!;
      if (!fits(value)) return `argument ${inputs.length + i + 1} of ${fn} must be ${expected}`;
    }
    const type = known.typeOf(inputs);
    return typeof type === 'string' ? `${fn} ${type}` : { call: withoutDefaults(known, call), type };
  },
};

function calledName(sql: string): string {
  return sql.replace(VARIANT, '');
}

function functionOf({ fn, isDistinct, respectsNulls }: AggregateCall): Known | undefined {
  return aggregateOfSql(`${fn}${isDistinct ? DISTINCT : ''}${respectsNulls ? RESPECT_NULLS : ''}`);
}

/** The inputs that SQL names one by one: a second factor is part of the expression that is summed. */
function parametersOf({ parameters }: Known): readonly Parameter[] {
  return parameters.filter(({ name, isImplied }) => name !== 'times' && !isImplied);
}

/** What is written between the parentheses: inputs, and the options behind them. */
function parted<Arg>(known: Known, args: readonly Arg[]): [inputs: readonly Arg[], options: readonly Arg[]] {
  const count = parametersOf(known).length;
  return [args.slice(0, count), args.slice(count)];
}

function argumentsText(known: Known, leastOptions: number): string {
  const inputs = parametersOf(known).length;
  const [least, most] = [inputs + leastOptions, inputs + known.options.length];
  return `${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'argument' : 'arguments'}`;
}

/** Written out or not, an option that is what it is anyway means the same. */
function withoutDefaults(known: Known, call: AggregateCall): AggregateCall {
  const [inputs, options] = parted(known, call.args);
  return { ...call, args: [...inputs, ...options.filter((arg, i) => literalOf(arg) !== known.options[i]!.default)] };
}

const TRUE: Expression = { op: 'literal', value: true };

/**
 * What is accumulated for a call.
 *
 * @param mayBePassedOver whether there are events that it must not count, beside those of its filter.
 * @param inputOf names the column of an input.
 */
export function aggregateOfCall(
  call: AggregateCall,
  mayBePassedOver: boolean,
  inputOf: (input: Expression) => string,
): Aggregate {
  const known = functionOf(call)!;
  const { kind, parameters } = known;
  const [args, options] = parted(known, call.args);
  let inputs = args;
  // The product of two columns is summed without being rounded.
  if (parameters.some(({ name }) => name === 'times') && isProduct(inputs[0])) inputs = inputs[0].args;
  // An input is null where the filter does not hold: what has none, or takes null, needs one that says so.
  if ((call.filter || mayBePassedOver) && (inputs.length === 0 || parameters.some(({ name }) => name === 'when')))
    inputs = [...inputs, TRUE];
  return {
    kind,
    ...Object.fromEntries(inputs.map((input, i) => [parameters[i]!.name, inputOf(input)])),
    ...Object.fromEntries(options.map((option, i) => [known.options[i]!.name, literalOf(option)])),
  };
}

function isProduct(input: Expression | undefined): input is Extract<Expression, { op: 'call' }> {
  return input?.op === 'call' && input.fn === '*';
}

const literalOf = (expression: Expression): unknown => (expression.op === 'literal' ? expression.value : undefined);

/** A builder's aggregate as the call that it means; `inputs` in order of its parameters. */
export function callOf(aggregate: Aggregate, inputs: readonly Expression[]): AggregateCall {
  const known = aggregateOf(aggregate.kind);
  const name = known.sql[0]!;
  const isFused = inputs.length === 2 && known.parameters[1]!.name === 'times';
  const args: Expression[] = isFused ? [{ op: 'call', fn: '*', args: inputs }] : [...inputs];
  for (const option of known.options) {
    const value = aggregate[option.name];
    if (value !== undefined && value !== option.default) args.push({ op: 'literal', value });
  }
  return {
    fn: calledName(name),
    args,
    isDistinct: name.endsWith(DISTINCT),
    ...(name.endsWith(RESPECT_NULLS) && { respectsNulls: true }),
  };
}
