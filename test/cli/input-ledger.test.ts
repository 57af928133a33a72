import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputLedger } from '../../cli/input-ledger';
import { UserError } from '../../cli/user-error';
import { pipe } from '../input/support/read-all';
import pipeline from '../input/support/readings';

const dir = mkdtempSync(join(tmpdir(), 'tidemark-ledger-'));
afterAll(() => rmSync(dir, { recursive: true }));

let number = 0;
/** A data folder of its own for each test. */
const dataDir = (): string => mkdtempSync(join(dir, `data${number++}-`));
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
};
const READING = { format: 'csv' };

/** Reads an input as a replay does that dies behind so many bytes, or puts all of it. */
async function read(data: string, path: string, options: { stdin?: string; diesBehind?: number } = {}) {
  const ledger = new InputLedger(data, pipeline);
  const input = await ledger.begin(path, READING, pipe(options.stdin ?? '', 100));
  let text = '';
  for await (const chunk of input.content) {
    text += chunk.toString();
    input.checkpoint();
    if (text.length >= (options.diesBehind ?? Infinity)) return { id: input.id, done: input.doneLines, text };
  }
  const lines = text.split('\n').filter(Boolean).length;
  input.done(lines, lines);
  return { id: input.id, done: input.doneLines, text };
}

/** More than the beginning that is compared first. */
const LONG = Array.from({ length: 2_000 }, (_, i) => `row ${i}\n`).join('');

describe('an input of a data folder', () => {
  it('that has grown is the same, and so is a packed or piped copy; its content comes whole', async () => {
    const data = dataDir();
    const first = await read(data, file('a.csv', LONG));
    expect(first.done).toBe(0);
    const grown = await read(data, file('a.csv', `${LONG}more\n`));
    expect(grown).toEqual({ id: first.id, done: 2_000, text: `${LONG}more\n` });
    expect(await read(data, file('b.csv.gz', gzipSync(`${LONG}more\n`)))).toMatchObject({ id: first.id, done: 2_001 });
    expect(await read(data, '-', { stdin: `${LONG}more\nyet\n` })).toEqual({
      id: first.id,
      done: 2_001,
      text: `${LONG}more\nyet\n`,
    });
  });

  it.each([
    ['at its beginning', `x${LONG.slice(1)}`],
    ['at its end', `${LONG.slice(0, -2)}x\n`],
    ['by losing its last newline', LONG.slice(0, -1)],
    ['to nothing', ''],
  ])('is refused when it has changed %s', async (_, changed) => {
    const data = dataDir();
    await read(data, file('c.csv', LONG));
    await expect(read(data, file('c.csv', changed))).rejects.toThrow(UserError);
    expect((await read(data, file('d.csv', `other ${LONG}`))).done).toBe(0);
  });

  it('is refused when its last line was counted before it was whole', async () => {
    const data = dataDir();
    await read(data, file('e.csv', 'a,1\nb,2'));
    await expect(read(data, file('e.csv', 'a,1\nb,25\n'))).rejects.toThrow(/last line was counted before it was whole/);
    expect((await read(data, file('e.csv', 'a,1\nb,2\nc,3\n'))).done).toBe(2);
  });

  it('is known by a piped copy that changes behind its beginning, before anything of it is put again', async () => {
    const data = dataDir();
    await read(data, '-', { stdin: LONG });
    await expect(read(data, '-', { stdin: `${LONG.slice(0, -2)}x\n` })).rejects.toThrow(/has changed/);
  });

  it('goes on after a kill, and is not known by more than what was read', async () => {
    const data = dataDir();
    const path = file('f.csv', LONG.repeat(20));
    const killed = await read(data, path, { diesBehind: 40_000 });
    const again = await read(data, path);
    expect(again).toMatchObject({ id: killed.id, done: 0 });
    expect((await read(data, path)).done).toBe(40_000);
  });

  it('without an event is not kept: files that share a header only are apart', async () => {
    const data = dataDir();
    const ledger = new InputLedger(data, pipeline);
    const input = await ledger.begin(file('g.csv', 'device,at\n'), READING);
    for await (const _ of input.content);
    input.done(0, 0);
    expect(new InputLedger(data, pipeline).inputs).toEqual([]);
  });

  it('read otherwise is refused', async () => {
    const data = dataDir();
    const path = file('h.csv', LONG);
    await read(data, path);
    await expect(new InputLedger(data, pipeline).begin(path, { format: 'tsv' })).rejects.toThrow(/another --format/);
  });

  it('whose query means something else now is told with the query', async () => {
    const data = dataDir();
    const path = file('i.csv', LONG);
    await read(data, path);
    const changed = { ...pipeline, queries: pipeline.queries.map(query => ({ ...query, id: `${query.id}x` })) };
    expect((await new InputLedger(data, changed).begin(path, READING)).changedQueries).toEqual(['all']);
    expect((await new InputLedger(data, pipeline).begin(path, READING)).changedQueries).toEqual([]);
  });
});
