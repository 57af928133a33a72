import type { Scalar } from '../../values';
import { likeMatcher } from './like';
import { boundLength, joined } from './operators';
import { type Argument, EvaluationError, problemOf, type ScalarFunction, scalarFunction } from './scalar-function';

const ofText = (name: string, compute: (text: string) => string): ScalarFunction =>
  scalarFunction({
    name,
    takes: ['text'],
    gives: 'text',
    plain(text: string) {
      const result = compute(text);
      boundLength(result.length);
      return result;
    },
  });

const predicate = (name: string, compute: (text: string, part: string) => boolean): ScalarFunction =>
  scalarFunction({ name, takes: ['text', 'text'], gives: 'boolean', plain: compute });

/** Characters are Unicode's, not UTF-16 units. */
const characters = (text: string): string[] => [...text];

/** From a position counted from 1; before the first there is nothing. */
function substring(text: string, from: number, length?: number): string {
  if (length !== undefined && length < 0) throw new EvaluationError(`substring: a length of ${length}`);
  const end = length === undefined ? Infinity : from - 1 + length;
  return characters(text)
    .slice(Math.max(0, from - 1), Math.max(0, end))
    .join('');
}

function splitPart(text: string, separator: string, n: number): string {
  const parts = separator === '' ? [text] : text.split(separator);
  return (n < 0 ? parts.at(n) : parts[n - 1]) ?? '';
}

const withoutLeadingBlanks = (text: string): string => text.replace(/^ +/, '');

/** A pattern for this would look at each run of blanks once for each of its blanks. */
function withoutTrailingBlanks(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ') end--;
  return text.slice(0, end);
}

/** A literal pattern is checked when the definition is loaded. */
function likeProblem([, pattern, escape]: readonly Argument[]): string | undefined {
  const values = [pattern!.value, ...(escape ? [escape.value] : [])];
  if (!values.every(value => typeof value === 'string')) return undefined;
  return problemOf(() => likeMatcher(...(values as [string, string?])));
}

/** A value as text: a number as JSON writes it. */
export const textOf = (value: Scalar): string => (typeof value === 'string' ? value : String(value));

export const TEXTS: readonly ScalarFunction[] = [
  ofText('lower', text => text.toLowerCase()),
  ofText('upper', text => text.toUpperCase()),
  ofText('trim', text => withoutLeadingBlanks(withoutTrailingBlanks(text))),
  ofText('ltrim', withoutLeadingBlanks),
  ofText('rtrim', withoutTrailingBlanks),
  scalarFunction({
    name: 'length',
    takes: ['text'],
    gives: 'integer',
    plain: (text: string) => characters(text).length,
  }),
  scalarFunction({
    name: 'substring',
    takes: ['text', 'integer', 'integer'],
    optional: 1,
    gives: 'text',
    plain: substring,
  }),
  scalarFunction({
    name: 'position',
    takes: ['text', 'text'],
    gives: 'integer',
    plain(part: string, text: string) {
      const at = text.indexOf(part);
      return at < 0 ? 0 : characters(text.slice(0, at)).length + 1;
    },
  }),
  scalarFunction({
    name: 'replace',
    takes: ['text', 'text', 'text'],
    gives: 'text',
    plain: (text: string, from: string, to: string) => (from === '' ? text : joined(text.split(from), to)),
  }),
  scalarFunction({
    name: 'concat',
    takes: ['any'],
    repeats: true,
    takesNull: true,
    gives: 'text',
    plain: (...values: (Scalar | null)[]) => joined(values.map(value => (value === null ? '' : textOf(value)))),
  }),
  scalarFunction({ name: 'split_part', takes: ['text', 'text', 'integer'], gives: 'text', plain: splitPart }),
  predicate('starts_with', (text, part) => text.startsWith(part)),
  predicate('ends_with', (text, part) => text.endsWith(part)),
  predicate('contains', (text, part) => text.includes(part)),
  scalarFunction({
    name: 'like',
    takes: ['text', 'text', 'text'],
    optional: 1,
    gives: args => likeProblem(args) ?? { type: 'boolean', isNullable: args.some(arg => arg.isNullable) },
    plain: (text: string, pattern: string, escape?: string) => likeMatcher(pattern, escape)(text),
  }),
];
