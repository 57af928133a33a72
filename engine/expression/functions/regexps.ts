import { compileRegexp } from './regexp';
import { RegexpError } from './regexp-steps';
import { remembered } from './remembered';
import { type Argument, EvaluationError, problemOf, type ScalarFunction, scalarFunction } from './scalar-function';

const patternOf = remembered(text => {
  try {
    return compileRegexp(text);
  } catch (error) {
    if (error instanceof RegexpError) throw new EvaluationError(error.message);
    throw error;
  }
});

/** A literal pattern is checked when the definition is loaded. */
const patternProblem = ([, pattern]: readonly Argument[]): string | undefined =>
  typeof pattern!.value === 'string' ? problemOf(() => patternOf(pattern!.value as string)) : undefined;

export const REGEXPS: readonly ScalarFunction[] = [
  scalarFunction({
    name: 'regexp_like',
    takes: ['text', 'text'],
    gives: args => patternProblem(args) ?? { type: 'boolean', isNullable: args.some(arg => arg.isNullable) },
    plain: (text: string, pattern: string) => patternOf(pattern)(text) !== null,
  }),
  /** The match, or its group of this number; null where there is none. */
  scalarFunction({
    name: 'regexp_extract',
    takes: ['text', 'text', 'integer'],
    optional: 1,
    gives: args => patternProblem(args) ?? { type: 'text', isNullable: true },
    plain: (text: string, pattern: string, group = 0) => patternOf(pattern)(text)?.[group] ?? null,
  }),
];
