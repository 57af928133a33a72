import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

type Options = { stdin?: string; diesBehind?: number; lines?: number; isRowOpen?: boolean };

/** Reads an input as a replay does that dies behind so many bytes, or puts all of it. */
async function readWith(ledger: InputLedger, path: string, options: Options = {}) {
  const input = await ledger.begin(path, READING, pipe(options.stdin ?? '', 100));
  let text = '';
  for await (const chunk of input.content) {
    text += chunk.toString();
    input.checkpoint();
    if (text.length >= (options.diesBehind ?? Infinity)) return { id: input.id, done: input.doneLines, text };
  }
  const lines = text.split('\n').filter(Boolean).length;
  input.done(options.lines ?? lines, lines, options.isRowOpen);
  return { id: input.id, done: input.doneLines, text };
}

/** One run with one input. */
async function read(data: string, path: string, options: Options = {}) {
  const ledger = new InputLedger(data, pipeline);
  ledger.beginRun([path]);
  const result = await readWith(ledger, path, options);
  if (options.diesBehind === undefined) ledger.endRun();
  return result;
}

/** More than the beginning that is compared first. */
const LONG = Array.from({ length: 2_000 }, (_, i) => `row ${i}\n`).join('');

describe('an input of a data folder', () => {
  it('that has grown goes on, and a packed or piped copy of all of it is done; its content comes whole', async () => {
    const data = dataDir();
    const first = await read(data, file('a.csv', LONG));
    expect(first.done).toBe(0);
    const grown = await read(data, file('a.csv', `${LONG}more\n`));
    expect(grown).toEqual({ id: first.id, done: 2_000, text: `${LONG}more\n` });
    expect((await read(data, file('b.csv.gz', gzipSync(`${LONG}more\n`)))).done).toBe(2_001);
    expect(await read(data, '-', { stdin: `${LONG}more\n` })).toMatchObject({ done: 2_001, text: `${LONG}more\n` });
    expect((await read(data, file('a.csv', LONG))).done).toBeGreaterThanOrEqual(2_000);
    expect(new InputLedger(data, pipeline).doneEvents).toBe(2_001);
  });

  it('that only begins as a counted one does is another', async () => {
    const data = dataDir();
    await read(data, file('monday.csv', 'a\nb\n'));
    expect((await read(data, file('week.csv', 'a\nb\nc\n'))).done).toBe(0);
    expect((await read(data, file('monday.csv', 'a\nb\n'))).done).toBe(2);
    expect((await read(data, file('copy.csv', 'a\nb\n'))).done).toBe(2);
    expect((await read(data, '-', { stdin: 'a\nb\nd\n' })).done).toBe(0);
    expect(new InputLedger(data, pipeline).doneEvents).toBe(8);
  });

  it('and its copy may grow apart', async () => {
    const data = dataDir();
    const original = await read(data, file('j.csv', LONG));
    const copy = await read(data, file('k.csv', LONG));
    expect(await read(data, file('j.csv', `${LONG}x\n`))).toMatchObject({ id: original.id, done: 2_000 });
    expect(await read(data, file('k.csv', `${LONG}y\n`))).toMatchObject({ done: 2_000 });
    expect(copy.id).not.toBe(original.id);
    expect((await read(data, file('l.csv', `${LONG}y\n`))).done).toBe(2_001);
    expect(new InputLedger(data, pipeline).doneEvents).toBe(2_002);
  });

  it('that has become a copy of a counted one is done, and goes on as that', async () => {
    const data = dataDir();
    await read(data, file('m.csv', LONG));
    const before = await read(data, file('n.csv', 'other\n'));
    const copy = await read(data, file('n.csv', LONG));
    expect(copy.done).toBe(2_000);
    expect(copy.id).not.toBe(before.id);
    expect(await read(data, file('n.csv', `${LONG}more\n`))).toMatchObject({ id: copy.id, done: 2_000 });
  });

  it('is apart from the others of its run, whatever they hold, and also when that was cut off', async () => {
    const data = dataDir();
    const paths = [file('o.csv', 'a\n'), file('p.csv', 'a\n'), file('q.csv', 'a\nb\n')];
    const cutOff = new InputLedger(data, pipeline);
    cutOff.beginRun(paths);
    expect((await readWith(cutOff, paths[0]!)).done).toBe(0);
    const again = new InputLedger(data, pipeline);
    again.beginRun(paths);
    const done: number[] = [];
    for (const path of paths) done.push((await readWith(again, path)).done);
    expect(done).toEqual([1, 0, 0]);
    again.endRun();
    expect((await read(data, file('r.csv', 'a\nb\n'))).done).toBe(2);
    expect(new InputLedger(data, pipeline).doneEvents).toBe(4);
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

  it('is read again from before a row whose quote is open, or refused when rows after it were counted', async () => {
    const data = dataDir();
    await read(data, file('s.csv', 'a,1\nb,"2\n'), { lines: 1 });
    expect((await read(data, file('s.csv', 'a,1\nb,"2\n"\n'))).done).toBe(1);
    await read(data, file('t.csv', 'a,1\nb,"2\nc,3\n'), { isRowOpen: true });
    await expect(read(data, file('t.csv', 'a,1\nb,"2\nc,3\n"\n'))).rejects.toThrow(/quote at its end was not closed/);
  });

  it.each([
    ['equals an earlier one', LONG, 2_000],
    ['goes on behind an earlier one', `${LONG}more\n`, 2_000],
    ['differs far behind its beginning', `${LONG.slice(0, -2)}x\n`, 0],
    ['is shorter', LONG.slice(0, -9), 0],
  ])('from a pipe that %s is told apart before anything of it is put', async (_, stdin, done) => {
    const data = dataDir();
    await read(data, '-', { stdin: LONG });
    expect(await read(data, '-', { stdin })).toMatchObject({ done, text: stdin });
    expect(readdirSync(join(data, 'inputs'))).toEqual([`${pipeline.name}.json`]);
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
