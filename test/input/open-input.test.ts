import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '../../input/input-error';
import type { InputEvent } from '../../input/input-event';
import { openInput } from '../../input/open-input';
import { pipe, readAll, texts } from './support/read-all';
import pipeline from './support/readings';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const noise = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, i) => (i * i * 7919) >> 3));
const CSV = 'device,at\na,1\n';
const EVENT = '{"device":"a","at":1}';

describe('the format', () => {
  it.each([
    ['a.ndjson', EVENT],
    ['a.jsonl', EVENT],
    ['a.json', EVENT],
    ['a.csv', CSV],
    ['A.TSV', CSV.replaceAll(',', '\t')],
    ['a.csv.gz', gzipSync(CSV)],
    ['a.b.ndjson.GZ', gzipSync(EVENT)],
    ['packed.csv', gzipSync(CSV)],
    ['plain.csv.gz', CSV],
  ])('of %s is known by its name, and gzip by its bytes', async (name, content) => {
    expect(texts(await readAll({ path: file(name, content), pipeline }))).toEqual([EVENT]);
  });

  it('given goes before the extension', async () => {
    expect(texts(await readAll({ path: file('a.txt', CSV), format: 'csv', pipeline }))).toEqual([EVENT]);
  });

  it('of the standard input is NDJSON, packed or not', async () => {
    expect(texts(await readAll({ path: '-', stdin: pipe(gzipSync(EVENT), 1), pipeline }))).toEqual([EVENT]);
  });

  it.each(['a.txt', 'a', 'csv', 'dir.csv/a', 'a.gz', 'a.constructor'])(
    'of %s is unknown: the error says what to do',
    name => {
      expect(() => openInput({ path: name, pipeline })).toThrow(
        new InputError(`${name}: the format is not known by the file's name: say --format ndjson|csv|tsv|combined`),
      );
    },
  );

  it('must be one that exists, and fit the other options', () => {
    const path = file('b.ndjson', '');
    expect(() => openInput({ path, format: 'xml', pipeline })).toThrow(
      '--format: expected ndjson, csv, tsv, combined: "xml"',
    );
    expect(() => openInput({ path, columns: ['a'], pipeline })).toThrow(InputError);
    expect(() => openInput({ path, rename: { a: 'b' }, pipeline })).toThrow(InputError);
  });
});

describe('a file that cannot be read', () => {
  it('is refused at once', () => {
    mkdirSync(join(folder, 'folder.csv'));
    expect(() => openInput({ path: join(folder, 'none.csv'), pipeline })).toThrow(
      new InputError(`${folder}/none.csv: no such file`),
    );
    expect(() => openInput({ path: join(folder, 'folder.csv'), pipeline })).toThrow(
      new InputError(`${folder}/folder.csv: is a directory`),
    );
  });

  async function readUntilError(path: string): Promise<{ events: InputEvent[]; error: unknown }> {
    const events: InputEvent[] = [];
    try {
      for await (const batch of openInput({ path, pipeline })) events.push(...batch);
    } catch (error) {
      return { events, error };
    }
    return { events, error: undefined };
  }

  const lines = Array.from({ length: 20_000 }, (_, i) => `{"device":"${(i * 7919) % 10_007}","at":${i}}`);
  const packed = gzipSync(lines.join('\n'));

  it('to its end yields what stands before the truncation, whole lines only, then an error', async () => {
    for (const share of [0.3, 0.99]) {
      const path = file('cut.ndjson.gz', packed.subarray(0, Math.floor(packed.length * share)));
      const { events, error } = await readUntilError(path);
      expect(error).toEqual(new InputError(`${path}: the gzip data end before their time: the file is truncated`));
      expect(events.length).toBeGreaterThan(share * 15_000);
      expect(texts(events)).toEqual(lines.slice(0, events.length));
    }
  });

  it('for corrupt gzip yields an error, and nothing that does not stand in it', async () => {
    const corrupt = Buffer.from(packed);
    corrupt.fill(0xff, packed.length / 2, packed.length / 2 + 100);
    const path = file('corrupt.ndjson.gz', corrupt);
    expect((await readUntilError(path)).error).toEqual(new InputError(`${path}: corrupt gzip data`));
    expect((await readUntilError(file('short.ndjson.gz', packed.subarray(0, 5)))).error).toBeInstanceOf(InputError);
  });

  it.each([
    ['one byte', Buffer.from('x')],
    ['many bytes', Buffer.from('garbage '.repeat(10_000))],
    ['bytes behind zeros', Buffer.concat([Buffer.alloc(40_000), Buffer.from('x')])],
  ])('because of %s behind its gzip yields all rows before that', async (_, garbage) => {
    for (const member of [packed, gzipSync(`${EVENT}\n${EVENT}`)]) {
      const path = file('garbage.ndjson.gz', Buffer.concat([member, garbage]));
      const { events, error } = await readUntilError(path);
      expect(events).toHaveLength(member === packed ? lines.length : 2);
      expect(error).toBeInstanceOf(InputError);
      expect((error as Error).message).toMatch(/something that is not gzip follows the gzip data$/);
    }
  });

  it('for damage within its gzip yields every row that stands before it', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `{"device":"${(i * 7919) % 10_007}","at":${i}}`);
    const whole = gzipSync(rows.join('\n'));
    const at = whole.length - 20_000;
    const damaged = Buffer.concat([whole.subarray(0, at), noise(20_000)]);
    const cut = await readUntilError(file('until.ndjson.gz', whole.subarray(0, at)));
    const { events, error } = await readUntilError(file('damaged.ndjson.gz', damaged));
    expect((error as Error).message).toMatch(/corrupt gzip data/);
    // Of a cut file the last row may be half of one.
    expect(texts(events).slice(0, cut.events.length - 1)).toEqual(texts(cut.events).slice(0, -1));
    expect(cut.events.length).toBeGreaterThan(40_000);
  });

  it('because it is UTF-16 says so', async () => {
    const path = file('wide.csv', Buffer.from(`\ufeff${CSV}`, 'utf16le'));
    expect((await readUntilError(path)).error).toEqual(new InputError(`${path}: is UTF-16: convert it to UTF-8`));
    for (const content of [Buffer.from(EVENT, 'utf16le'), Buffer.from(EVENT, 'utf16le').swap16()]) {
      const { error } = await readUntilError(file('unmarked.ndjson', content));
      expect((error as Error).message).toMatch(/is UTF-16: convert it to UTF-8$/);
    }
  });

  it('because it is gzip within gzip says so', async () => {
    const path = file('twice.ndjson.gz', gzipSync(gzipSync(EVENT)));
    expect((await readUntilError(path)).error).toEqual(new InputError(`${path}: is gzip within gzip: unpack it once`));
  });
});

it('reads several gzip members in a row as one file', async () => {
  const path = file('members.ndjson.gz', Buffer.concat([gzipSync('{"at":1}\n{"a'), gzipSync('t":2}\n')]));
  expect(texts(await readAll({ path, pipeline }))).toEqual(['{"at":1}', '{"at":2}']);
});

it.each([1, 511, 512, 40_000, 70_000])('reads gzip with %d zeros behind it, from a file and a pipe', async zeros => {
  const padded = Buffer.concat([gzipSync('{"at":1}\n'), gzipSync('{"at":2}\n'), Buffer.alloc(zeros)]);
  expect(texts(await readAll({ path: file('padded.ndjson.gz', padded), pipeline }))).toEqual(['{"at":1}', '{"at":2}']);
  const piped = await readAll({ path: '-', stdin: pipe(padded, 1_000), pipeline });
  expect(texts(piped)).toEqual(['{"at":1}', '{"at":2}']);
});

it('reads a named pipe once its writer comes, and can stop before', async () => {
  const path = join(folder, 'fifo.ndjson');
  execFileSync('mkfifo', [path]);
  const waiting = openInput({ path, pipeline })[Symbol.asyncIterator]();
  const first = waiting.next();
  const writer = spawn('sh', ['-c', `sleep 0.2; (echo '${EVENT}'; sleep 0.1; echo '${EVENT}') > ${path}`]);
  expect(texts((await first).value as InputEvent[])).toEqual([EVENT]);
  expect(texts((await waiting.next()).value as InputEvent[])).toEqual([EVENT]);
  expect((await waiting.next()).done).toBe(true);
  if (writer.exitCode === null) await once(writer, 'exit');
});

it('stops reading when its reader stops', async () => {
  let isClosed = false;
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield Buffer.from(`${EVENT}\n`);
    } finally {
      isClosed = true;
    }
  }
  for await (const batch of openInput({ path: '-', stdin: endless(), pipeline })) {
    expect(texts(batch)).toEqual([EVENT]);
    break;
  }
  expect(isClosed).toBe(true);
});
