import type { Evidence } from './evidence';
import type { ExpectedResult } from './expected';
import { readResults } from './read-state';
import type { Values } from './shown';
import type { EmittedRecord } from './watch';

/** I5: the table holds what a batch computation finds, and all of it closed. */
export function checkTable(
  { results, pipelines, fail }: Evidence,
  expected: ReadonlyMap<string, ExpectedResult>,
  unsettled: ReadonlySet<string>,
): void {
  const found = new Set<string>();
  for (const row of readResults(results)) {
    const id = `${pipelines[0]!.name}/${row.query}/${new Date(row.blockStartMs).toISOString()}/${row.kind}/${JSON.stringify(row.key)}`;
    if (row.retracted || unsettled.has(id)) continue;
    found.add(id);
    const want = expected.get(id);
    if (!want) {
      fail('I5', `the table has ${id}, a batch computation has not`);
      continue;
    }
    if (row.startMs !== want.startMs || row.endMs !== want.endMs)
      fail('I5', `${id}: from ${row.startMs} to ${row.endMs}, expected ${want.startMs} to ${want.endMs}`);
    const { carried = [] } = want;
    if (!mayStand(row.values, { ...want, may: [...want.may, ...carried] }))
      fail('I5', `${id}: ${JSON.stringify(row.values)}, expected ${shown(want)}`);
    if (!row.final) fail('I5', `${id} is not final`);
  }
  checkNoneMissing(fail, 'in the table', expected, id => found.has(id));
}

/** The stream, folded by highest revision, equals the table: both equal the batch computation. */
export function checkStream(
  { watch, fail }: Evidence,
  expected: ReadonlyMap<string, ExpectedResult>,
  unsettled: ReadonlySet<string>,
): void {
  const standing = [...watch.emitted.values()].filter(record => !record.retracted && !unsettled.has(record.id));
  for (const record of standing) {
    const want = expected.get(record.id);
    if (!want) fail('I5', `the stream has ${record.id}, a batch computation has not`);
    else if (placeOf(record) !== expectedPlace(want) || !mayStand(record.values, want))
      fail('I5', `the stream says ${JSON.stringify(record)}, expected ${expectedPlace(want)} with ${shown(want)}`);
  }
  const ids = new Set(standing.map(({ id }) => id));
  checkNoneMissing(fail, 'on the stream', expected, id => ids.has(id));
}

function checkNoneMissing(
  fail: Evidence['fail'],
  where: string,
  expected: ReadonlyMap<string, ExpectedResult>,
  isThere: (id: string) => boolean,
): void {
  const missing = [...expected.values()].filter(({ id, may }) => !may.includes(undefined) && !isThere(id));
  if (missing.length > 0)
    fail(
      'I5',
      `${missing.length} results are missing ${where}: ${missing
        .slice(0, 3)
        .map(one => `${one.id} ${shown(one)}`)
        .join(', ')}`,
    );
}

function placeOf({ id, key, window, final }: EmittedRecord): string {
  return JSON.stringify([id, key, window.start, window.end, final]);
}

function expectedPlace({ id, key, startMs, endMs }: ExpectedResult): string {
  return JSON.stringify([id, key, new Date(startMs).toISOString(), new Date(endMs).toISOString(), true]);
}

/** Whether what stands is what one of the definitions finds. Under several a value that did not change may be missing, or stand still. */
export function mayStand(standing: Readonly<Record<string, unknown>>, want: ExpectedResult): boolean {
  const isKnown = Object.keys(standing).every(name => want.names.has(name));
  return isKnown && want.may.some(values => values !== undefined && isShown(standing, values, want));
}

function isShown(standing: Readonly<Record<string, unknown>>, values: Values, want: ExpectedResult): boolean {
  const names = Object.keys(values);
  const isWhole = want.names.size !== names.length || Object.keys(standing).join() === names.join();
  return isWhole && names.every(name => isEqual(standing[name] ?? null, values[name], want));
}

const shown = (want: ExpectedResult): string =>
  want.may.map(values => (values === undefined ? 'none' : JSON.stringify(values))).join(' or ');

function isEqual(standing: unknown, value: unknown, { within }: ExpectedResult): boolean {
  if (within !== undefined && typeof standing === 'number' && typeof value === 'number')
    return Math.abs(standing - value) <= within;
  return JSON.stringify(standing) === JSON.stringify(value);
}
