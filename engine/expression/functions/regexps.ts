import { compileRegexp, RegexpError } from './regexp';
import { type Argument, EvaluationError, type ScalarFunction, scalarFunction } from './scalar-function';

const PATTERNS_MAX = 256;
const patterns = new Map<string, ReturnType<typeof compileRegexp>>();

function patternOf(text: string): ReturnType<typeof compileRegexp> {
  let pattern = patterns.get(text);
  if (!pattern) {
    if (patterns.size === PATTERNS_MAX) patterns.clear();
    try {
      pattern = compileRegexp(text);
    } catch (error) {
      if (error instanceof RegexpError) throw new EvaluationError(error.message);
      throw error;
    }
    patterns.set(text, pattern);
  }
  return pattern;
}

/** A literal pattern is checked when the definition is loaded. */
function patternProblem([, pattern]: readonly Argument[]): string | undefined {
  if (typeof pattern!.value !== 'string') return undefined;
  try {
    patternOf(pattern!.value);
    return undefined;
  } catch (error) {
    if (error instanceof EvaluationError) return error.message;
    throw error;
  }
}

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
