import { quoted } from '../../text/quoted';
import { remembered } from './remembered';
import { textOf } from './texts';
import { type Argument, EvaluationError, problemOf, type ScalarFunction, scalarFunction } from './scalar-function';

const STEP = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** The steps of a path such as `$.a.b[0]["c d"]`; the `$.` may be left out. @throws EvaluationError */
const stepsOf = remembered((path: string): readonly (string | number)[] => {
  const steps: (string | number)[] = [];
  for (let at = path.startsWith('$') ? 1 : 0; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const [, name, index, key] = STEP.exec(path) ?? [];
    const step = name ?? (index === undefined ? parsed(key ?? '') : Number(index));
    if (typeof step !== 'string' && typeof step !== 'number')
      throw new EvaluationError(`json_value: no path at ${quoted(path.slice(at))}`);
    steps.push(step);
  }
  return steps;
});

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The text, number or boolean at a path of a JSON text, as text; null where there is none, or no JSON. */
function jsonValue(json: string, path: string): string | null {
  const steps = stepsOf(path);
  let value = parsed(json);
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== (typeof step === 'number')) return null;
    value = Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : null;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? textOf(value) : null;
  return typeof value === 'string' || typeof value === 'boolean' ? textOf(value) : null;
}

/** A literal path is checked when the definition is loaded. */
const pathProblem = ([, path]: readonly Argument[]): string | undefined =>
  typeof path!.value === 'string' ? problemOf(() => stepsOf(path!.value as string)) : undefined;

export const JSONS: readonly ScalarFunction[] = [
  scalarFunction({
    name: 'json_value',
    takes: ['text', 'text'],
    gives: args => pathProblem(args) ?? { type: 'text', isNullable: true },
    plain: jsonValue,
  }),
];
