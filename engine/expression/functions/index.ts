import { CASTS } from './casts';
import { CONDITIONAL } from './conditional';
import { HASHES } from './hashes';
import { JSONS } from './json';
import { NUMBERS } from './numbers';
import { OPERATORS } from './operators';
import { REGEXPS } from './regexps';
import type { ScalarFunction } from './scalar-function';
import { TEXTS } from './texts';
import { TIMES } from './times';
import { URLS } from './urls';

/** Every function and operator, by name. */
export const FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map(
  [OPERATORS, CONDITIONAL, CASTS, NUMBERS, TEXTS, REGEXPS, TIMES, URLS, JSONS, HASHES]
    .flat()
    .map(each => [each.name, each]),
);

/** Those that are called by their names. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()].filter(
  name =>
    /^[a-z]/.test(name) &&
    !['and', 'or', 'not', 'in', 'like', 'negate', 'case', 'is_null', 'is_true', 'is_distinct'].includes(name),
);
