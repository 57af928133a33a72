import { textOf } from './texts';
import { EvaluationError, type ScalarFunction, scalarFunction } from './scalar-function';

const STEP = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** The steps of a path such as `$.a.b[0]["c d"]`; the `$.` may be left out. @throws EvaluationError */
function stepsOf(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  STEP.lastIndex = path.startsWith('$') ? 1 : 0;
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex;
    const step = STEP.exec(path);
    if (!step) throw new EvaluationError(`json_value: no path at ${JSON.stringify(path.slice(at, at + 20))}`);
    steps.push(step[2] === undefined ? (step[1] ?? (JSON.parse(`"${step[3]!}"`) as string)) : Number(step[2]));
  }
  return steps;
}

/** The text, number or boolean at a path of a JSON text, as text; null where there is none, or no JSON. */
function jsonValue(json: string, path: string): string | null {
  const steps = stepsOf(path);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Record<string | number, unknown>)[step];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? textOf(value) : null;
}

export const JSONS: readonly ScalarFunction[] = [
  scalarFunction({ name: 'json_value', takes: ['text', 'text'], gives: 'text', mayBeNull: true, plain: jsonValue }),
];
