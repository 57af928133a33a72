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

  it('because it is UTF-16 says so', async () => {
    const path = file('wide.csv', Buffer.from(`\ufeff${CSV}`, 'utf16le'));
    expect((await readUntilError(path)).error).toEqual(new InputError(`${path}: is UTF-16: convert it to UTF-8`));
  });
});

it('reads several gzip members in a row as one file', async () => {
  const path = file('members.ndjson.gz', Buffer.concat([gzipSync('{"at":1}\n{"a'), gzipSync('t":2}\n')]));
  expect(texts(await readAll({ path, pipeline }))).toEqual(['{"at":1}', '{"at":2}']);
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
