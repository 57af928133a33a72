import type { Typed, ValueType } from '../values';
import type { Accumulator } from './accumulator';

/** The parts of an aggregate that name a column. */
export type InputName = 'field' | 'by' | 'times' | 'with' | 'when';

/** The settings of an aggregate, as its accumulator needs them. */
export interface AggregateOptions {
  /** topK: how many values, 1-20. */
  readonly k?: number;
  /** quantile: from 0 to 1. */
  readonly q?: number;
  /** approxDistinct: up to how many values the count is exact, 16-48,000. */
  readonly exactUpTo?: number;
}

/** What a parameter takes; `ordered` is what has a smallest and a largest value. */
export type Takes = 'any' | 'number' | 'ordered' | 'boolean';

/** One input of an aggregate. */
export interface Parameter {
  readonly name: InputName;
  readonly takes: Takes;
  readonly isOptional?: true;
  /** Its values are stored as they are, so their texts are bounded. */
  readonly isKept?: true;
  /** Null is a value of it; elsewhere an event without a value is not added. */
  readonly takesNull?: true;
  /** What it reads follows from the rest of the call: `when` is true where the filter holds, else null. */
  readonly isImplied?: true;
}

/** A setting of an aggregate. */
export interface Option {
  readonly name: keyof AggregateOptions;
  /** What it must be, in words. */
  readonly expected: string;
  /** What it is where it is left out; undefined: it must be given. */
  readonly default?: number;
  fits(value: unknown): boolean;
}

/** What an aggregate gives: a type, or a list of entries with values of one, which only a result can be. */
export type AggregateType = Typed | { readonly list: Typed['type'] };

/** The arrays of the column fold that can stand for an accumulator, where all inputs are of the types that it takes. */
export type ColumnKind = 'counts' | 'sums' | 'smallest' | 'largest' | 'distinct';

/** All that is known of an aggregate. Whoever adds one adds a file with this and its name to `index.ts`. */
export interface AggregateFunction<Kind extends string = string> {
  readonly kind: Kind;
  /** Names in SQL, in lower case; `count distinct` is count(distinct x), and `f respect nulls` f(x) respect nulls. */
  readonly sql: readonly string[];
  /** At most two; an optional one is the last. */
  readonly parameters: readonly Parameter[];
  readonly options: readonly Option[];
  /** Its value is a number of things: whole, from zero. */
  readonly isCount: boolean;
  /** The values of several keys add up to the value of all. */
  readonly isAdditive: boolean;
  readonly column: ColumnKind | undefined;
  /** The type of its value, or what is wrong with the inputs, as words to follow its name. */
  typeOf(inputs: readonly Typed[]): AggregateType | string;
  /** The largest size of a cell once encoded; `inputBytes` are those of a value of each input. */
  bytesMax(inputBytes: readonly number[], options: AggregateOptions): number;
  /** `options` have been checked. */
  accumulator(options: AggregateOptions): Accumulator;
}

interface Signature<Kind> {
  readonly kind: Kind;
  readonly sql: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly options?: readonly Option[];
  readonly isCount?: true;
  readonly isAdditive?: true;
  readonly column?: ColumnKind;
  readonly gives: AggregateType | ((inputs: readonly Typed[]) => AggregateType);
  readonly bytesMax: AggregateFunction['bytesMax'];
  readonly accumulator: AggregateFunction['accumulator'];
}

export function aggregateFunction<const Kind extends string>(signature: Signature<Kind>): AggregateFunction<Kind> {
  const { options = [], isCount = false, isAdditive = false, column, gives, ...own } = signature;
  return {
    ...own,
    options,
    isCount,
    isAdditive,
    column,
    typeOf: inputs => misfit(own.parameters, inputs) ?? (typeof gives === 'function' ? gives(inputs) : gives),
  };
}

const TAKEN: Readonly<Record<Takes, readonly ValueType[]>> = {
  any: ['text', 'number', 'integer', 'boolean', 'time'],
  number: ['number', 'integer'],
  ordered: ['number', 'integer', 'time', 'text'],
  boolean: ['boolean'],
};
const IN_WORDS: Readonly<Record<Takes, string>> = {
  any: 'a value',
  number: 'a number',
  ordered: 'a number, time or text',
  boolean: 'true or false',
};

/** What a column is taken for whose values may be of any type; undefined where the parameter takes those. */
export function assumed({ takes }: Parameter): 'number' | 'boolean' | undefined {
  if (takes === 'any') return undefined;
  return takes === 'boolean' ? 'boolean' : 'number';
}

/** What the parameter needs, where a value of the type is something else. */
function needed({ takes }: Parameter, type: Typed['type']): string | undefined {
  return type === 'null' || TAKEN[takes].includes(type) ? undefined : IN_WORDS[takes];
}

function misfit(parameters: readonly Parameter[], inputs: readonly Typed[]): string | undefined {
  const most = parameters.length;
  const least = parameters.filter(({ isOptional }) => !isOptional).length;
  if (inputs.length < least || inputs.length > most) {
    const count = least === most ? String(least) : `${least} to ${most}`;
    return `takes ${count} ${count === '1' ? 'argument' : 'arguments'}, got ${inputs.length}`;
  }
  for (const [i, { type }] of inputs.entries()) {
    const need = needed(parameters[i]!, type);
    if (need !== undefined) return `needs ${need}${inputs.length > 1 ? ` as argument ${i + 1}` : ''}, got ${type}`;
  }
  return undefined;
}
