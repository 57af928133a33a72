import { compileTimeFormat } from '../time/time-format';
import { zoneProblem } from '../time/time-zone';
import { type FieldPath, parseFieldPath } from './field-path';
import { type Field, FIELD_KINDS, OPTIONS_OF } from './fields';
import { namesOf, type Problem, refuseUnknownKeys } from './known-keys';
import { showValue } from './show-value';
import { refuseSurplus } from './surplus';

/** Checks the fields of the event, or what else has fields, by its path in the definition. */
export function checkFields(fields: Readonly<Record<string, Field>>, problem: Problem, within = 'event'): void {
  if (Object.keys(fields).length === 0) problem(`${within}: at least one field is needed`);
  const places = new Places(problem, within);
  for (const [name, field] of Object.entries(fields)) {
    const path = `${within}.${name}`;
    if (name === '__proto__') problem(`${path}: no field can have this name`);
    if (!FIELD_KINDS.includes(field?.kind))
      problem(`${path}: expected a field such as string() or number(): ${showValue(field)}`);
    else checkField(field, path, problem);
    places.add(name, checkPath(name, field, `${path}.at`, problem));
  }
}

/** What may be written out beside the options where no builder was called. */
const FIELD = namesOf<Pick<Field, 'kind' | 'isOptional'>>({ kind: true, isOptional: true });
const OPTIONS: ReadonlySet<string> = new Set(Object.values(OPTIONS_OF).flat());

function checkField(field: Field, path: string, problem: Problem): void {
  const { optional, ...written } = refuseSurplus(field, path, problem);
  const options: readonly string[] = OPTIONS_OF[field.kind];
  const isBuilt = typeof optional === 'function';
  const given = Object.entries(isBuilt ? written : field).filter(([name]) => !FIELD.includes(name));
  const misplaced = given.map(([name]) => name).filter(name => OPTIONS.has(name) && !options.includes(name));
  for (const name of misplaced)
    problem(`${path}.${name}: no option of ${field.kind}(), which takes ${options.join(', ')}`);
  const rest = Object.fromEntries(given.filter(([name]) => !misplaced.includes(name)));
  refuseUnknownKeys(rest, isBuilt ? options : [...FIELD, ...options], path, problem);
  for (const name of ['isOptional', 'text'] as const)
    if (![true, false, undefined].includes(field[name]))
      problem(`${path}.${name}: expected true or false: ${showValue(field[name])}`);
  if (options.includes('zone')) checkZone(field, path, problem);
  if (options.includes('format')) checkFormat(field, path, problem);
}

function checkZone({ zone }: Field, path: string, problem: Problem): void {
  if (zone === undefined) return;
  const wrong = typeof zone === 'string' ? zoneProblem(zone) : `expected a time zone's name: ${showValue(zone)}`;
  if (wrong !== undefined) problem(`${path}.zone: ${wrong}`);
}

function checkFormat({ format, zone }: Field, path: string, problem: Problem): void {
  if (typeof format !== 'string') {
    problem(`${path}.format: expected a format such as 'dd/MMM/yyyy:HH:mm:ss Z': ${showValue(format)}`);
    return;
  }
  const compiled = compileTimeFormat(format);
  if ('message' in compiled)
    problem(`${path}.format: ${compiled.message} (character ${compiled.at + 1} of ${showValue(format)})`);
  else if (!compiled.hasOffset && zone === undefined)
    problem(`${path}.format: ${showValue(format)} has no Z, the offset; give a zone too, such as zone: 'UTC'`);
}

/** Where the field's value is; undefined where that is no path. */
function checkPath(name: string, field: Field | undefined, path: string, problem: Problem): FieldPath | undefined {
  const at: unknown = field?.at;
  if (at === undefined) return [name];
  const parsed = typeof at === 'string' ? parseFieldPath(at) : undefined;
  if (parsed && !('message' in parsed)) return parsed;
  const where = parsed ? `${parsed.message} (character ${parsed.at + 1} of ${showValue(at)})` : undefined;
  problem(`${path}: ${where ?? `expected a path such as 'a.b': ${showValue(at)}`}`);
  return undefined;
}

/** The places that fields are read from: a value has one field, and what has fields within it has none itself. */
class Places {
  private readonly taken: (readonly [name: string, path: FieldPath])[] = [];

  constructor(
    private readonly problem: Problem,
    private readonly within: string,
  ) {}

  add(name: string, path: FieldPath | undefined): void {
    if (!path) return;
    for (const [other, taken] of this.taken) {
      const length = Math.min(path.length, taken.length);
      if (path.slice(0, length).some((step, i) => step !== taken[i])) continue;
      const what =
        path.length === taken.length ? 'is what' : path.length < taken.length ? 'holds what' : 'is within what';
      this.problem(`${this.within}.${name}: its value ${what} ${this.within}.${other} reads`);
    }
    this.taken.push([name, path]);
  }
}

export function fieldOf(fields: Readonly<Record<string, Field>>, name: unknown): Field | undefined {
  return typeof name === 'string' && Object.hasOwn(fields, name) ? fields[name] : undefined;
}
