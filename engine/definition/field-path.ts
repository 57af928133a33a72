import type { Field } from './fields';

/** Steps from an event's object to a value: names of objects, and places in arrays from 0. The first is a name. */
export type FieldPath = readonly (string | number)[];

/** What is wrong with a path, and at which character of it, from 0. */
export interface PathProblem {
  readonly message: string;
  readonly at: number;
}

const TEXT_MAX = 512;
const STEPS_MAX = 16;

const BARE = /[^\s."[\]\p{Cc}]+/uy;
const QUOTED = /"(?:[^"\\\p{Cc}]|\\.)*"/uy;
const INDEX = /\[(0|[1-9]\d{0,3})\]/y;

/** Parses a path such as `a.b`, `a[0].b` or `a."x.y"`; a step in quotes is written as JSON writes text. */
export function parseFieldPath(text: string): FieldPath | PathProblem {
  if (text.length > TEXT_MAX) return { message: `longer than ${TEXT_MAX} characters`, at: TEXT_MAX };
  const steps: (string | number)[] = [];
  for (let at = 0; at < text.length || steps.length === 0;) {
    const isIndex = text[at] === '[' && steps.length > 0;
    if (steps.length > 0 && !isIndex && text[at++] !== '.') return { message: 'expected . or [', at: at - 1 };
    const step = isIndex ? indexAt(text, at) : nameAt(text, at);
    if (step === undefined)
      return { message: isIndex ? 'expected a place such as [0], to [9999]' : 'expected a name', at };
    if (steps.push(step.value) > STEPS_MAX) return { message: `more than ${STEPS_MAX} steps`, at };
    at = step.end;
  }
  return steps;
}

interface Step {
  readonly value: string | number;
  readonly end: number;
}

function indexAt(text: string, at: number): Step | undefined {
  const [written, index] = matchAt(INDEX, text, at) ?? [];
  return written === undefined ? undefined : { value: Number(index), end: at + written.length };
}

function nameAt(text: string, at: number): Step | undefined {
  const [bare] = matchAt(BARE, text, at) ?? [];
  if (bare !== undefined) return { value: bare, end: at + bare.length };
  const [quoted] = matchAt(QUOTED, text, at) ?? [];
  if (quoted === undefined) return undefined;
  try {
    return { value: JSON.parse(quoted) as string, end: at + quoted.length };
  } catch {
    return undefined; // an escape that JSON does not have
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where a checked field's value is: at its `at`, or under the field's own name. */
export function pathOf(name: string, field: Pick<Field, 'at'> | undefined): FieldPath {
  if (field?.at === undefined) return [name];
  const path = parseFieldPath(field.at);
  if ('message' in path) throw new Error(`event.${name}.at: ${path.message}`);
  return path;
}

/** Steps to a checked field's value from the message around the event, for an `at` that begins with `^.`. */
export function envelopePathOf(name: string, field: Pick<Field, 'at'>): FieldPath | undefined {
  const [first, ...steps] = pathOf(name, field);
  return field.at !== undefined && first === '^' && steps.length > 0 ? steps : undefined;
}

/** The column of a checked field whose events are rows: its `at`, or its own name; undefined where `at` has several steps. */
export function columnOf(name: string, field: Pick<Field, 'at'>): string | undefined {
  const [first, ...steps] = pathOf(name, field);
  return typeof first === 'string' && steps.length === 0 ? first : undefined;
}
