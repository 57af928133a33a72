import type { Evidence } from './evidence';
import type { ExpectedResult } from './oracle';
import { readResults } from './read-state';
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
    const want = expected.get(id);
    if (!want) {
      fail('I5', `the table has ${id}, a batch computation has not`);
      continue;
    }
    found.add(id);
    if (row.startMs !== want.startMs || row.endMs !== want.endMs)
      fail('I5', `${id}: from ${row.startMs} to ${row.endMs}, expected ${want.startMs} to ${want.endMs}`);
    const values = Object.values(want.values);
    if (textOf(row.values, want) !== textOf(values, want))
      fail('I5', `${id}: ${JSON.stringify(row.values)}, expected ${JSON.stringify(want.values)}`);
    if (!row.final) fail('I5', `${id} is not final`);
  }
  const missing = [...expected.keys()].filter(id => !found.has(id));
  if (missing.length > 0)
    fail('I5', `${missing.length} results are missing in the table: ${missing.slice(0, 3).join(', ')}`);
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
    else if (contentOf(record, want) !== expectedContent(want))
      fail('I5', `the stream says ${contentOf(record, want)}, expected ${expectedContent(want)}`);
  }
  const missing = [...expected.keys()].filter(id => !watch.emitted.has(id) || watch.emitted.get(id)!.retracted);
  if (missing.length > 0)
    fail('I5', `${missing.length} results are missing on the stream: ${missing.slice(0, 3).join(', ')}`);
}

function contentOf({ id, key, window, final, values }: EmittedRecord, want: ExpectedResult): string {
  return textOf([id, key, window.start, window.end, final, values], want);
}

function expectedContent(want: ExpectedResult): string {
  const { id, key, startMs, endMs, values } = want;
  return textOf([id, key, new Date(startMs).toISOString(), new Date(endMs).toISOString(), true, values], want);
}

/** Text that is equal for equal values, to the decimals that count. */
function textOf(values: unknown, { decimals }: ExpectedResult): string {
  return JSON.stringify(values, (_, value: unknown) =>
    decimals !== undefined && typeof value === 'number' ? Number(value.toFixed(decimals)) : value,
  );
}
