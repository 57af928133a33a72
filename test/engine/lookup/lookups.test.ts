import { integer, string, table } from 'tidemark';
import { checkLookups } from '../../../engine/definition/lookups';
import { Lookups } from '../../../engine/lookup/lookups';

const MINUTE_MS = 60_000;

/** Files of one table, by their versions; a text instead of a version is what reading fails with. */
class Files {
  readonly versions: (string | Error)[] = [];
  readonly asked: string[] = [];

  newest(): Promise<string> {
    this.asked.push('newest');
    return Promise.resolve(String(this.versions.length));
  }

  older(): Promise<string[]> {
    this.asked.push('older');
    return Promise.resolve(
      this.versions
        .slice(0, -1)
        .map((_, i) => String(i + 1))
        .reverse(),
    );
  }

  read(_: string, version: string): Promise<Uint8Array | undefined> {
    this.asked.push(version);
    const file = this.versions[Number(version) - 1];
    return file instanceof Error
      ? Promise.reject(file)
      : Promise.resolve(file === undefined ? undefined : Buffer.from(file));
  }
}

const NONE = 'id,name\nx,y';
const fileOf = (name: string): string => `id,name\n1,${name}`;

function opened(...versions: (string | Error)[]) {
  const given = {
    t: table({ s3: 's3://bucket/t.csv', key: 'id', columns: { id: integer(), name: string() }, refresh: '1 minute' }),
  };
  const lookups = checkLookups(given, problem => {
    throw new Error(problem);
  });
  const files = new Files();
  files.versions.push(...versions);
  const stale: string[] = [];
  let nowMs = 0;
  const clock = { now: () => nowMs, sleep: () => Promise.resolve() };
  const source = new Lookups(lookups, files, clock, (name, error) => void stale.push(`${name}: ${error.message}`));
  const current = async (): Promise<unknown> => {
    const { versions, rows } = await source.current();
    return [versions['t'], rows['t']!.get(1)![1]];
  };
  return { source, files, stale, current, wait: (ms: number) => void (nowMs += ms) };
}

test('a table is read once, and looked at again after its refresh', async () => {
  const { files, current, wait } = opened(fileOf('a'));
  expect(await current()).toEqual(['1', 'a']);
  files.versions.push(fileOf('b'));
  wait(MINUTE_MS - 1);
  expect(await current()).toEqual(['1', 'a']);
  wait(1);
  expect(await current()).toEqual(['2', 'b']);
  wait(MINUTE_MS);
  await current();
  expect(files.asked).toEqual(['newest', '1', 'newest', '2', 'newest']);
});

test('calls at the same time read it once', async () => {
  const { source, files } = opened(fileOf('a'));
  const [first, second] = await Promise.all([source.current(), source.current()]);
  expect(first).toBe(second);
  expect(files.asked).toEqual(['newest', '1']);
});

test('a look that never ends holds up nobody for long', async () => {
  const { source, files, current, wait } = opened(fileOf('a'));
  const { newest } = Files.prototype;
  files.newest = () => new Promise(() => undefined);
  void source.current();
  files.newest = newest;
  wait(MINUTE_MS);
  expect(await current()).toEqual(['1', 'a']);
});

test.each<[string, string | Error, string]>([
  ['is no table', NONE, 't: row 1: id: expected integer, got string "x"'],
  ['cannot be read', new Error('access denied'), 't: access denied'],
])('a version that %s leaves the one before, and is said each time', async (_, broken, line) => {
  const { files, stale, current, wait } = opened(fileOf('a'));
  await current();
  files.versions.push(broken);
  for (let i = 0; i < 2; i++) {
    wait(MINUTE_MS);
    expect(await current()).toEqual(['1', 'a']);
  }
  expect(stale).toEqual([line, line]);
  files.versions.push(fileOf('c'));
  wait(MINUTE_MS);
  expect(await current()).toEqual(['3', 'c']);
});

describe('a function that starts where the newest version is no table', () => {
  it('goes on with the newest that is one', async () => {
    const { files, stale, current } = opened(fileOf('a'), fileOf('b'), NONE, NONE);
    expect(await current()).toEqual(['2', 'b']);
    expect(stale).toHaveLength(1);
    expect(files.asked).toEqual(['newest', '4', 'older', '3', '2']);
  });

  it('fails with one line where there is none', async () => {
    const { current } = opened(NONE, NONE);
    await expect(current()).rejects.toThrow('lookups.t: row 1: id: expected integer, got string "x"');
  });

  it('does not go back where the newest may be one: it could not be read', async () => {
    const { files, current } = opened(fileOf('a'), new Error('S3 answers 503'));
    await expect(current()).rejects.toThrow('lookups.t: S3 answers 503');
    files.versions[1] = fileOf('b');
    expect(await current()).toEqual(['2', 'b']);
    expect(files.asked).toEqual(['newest', '2', 'newest', '2']);
  });

  it('says what is wrong with the newest where older ones cannot be listed', async () => {
    const { files, current } = opened(NONE);
    files.older = () => Promise.reject(new Error('access denied'));
    await expect(current()).rejects.toThrow('lookups.t: row 1: id: expected integer');
  });

  it('tries again at the next call', async () => {
    const { files, current } = opened(NONE);
    await expect(current()).rejects.toThrow();
    files.versions.push(fileOf('b'));
    expect(await current()).toEqual(['2', 'b']);
  });
});

test('a version noted before is read again as long as it is kept', async () => {
  const { source, files, current } = opened(fileOf('a'), fileOf('b'));
  await current();
  const before = await source.at({ t: '1' });
  expect(before!.rows['t']!.get(1)).toEqual([1, 'a']);
  expect(before!.versions).toEqual({ t: '1' });
  expect((await source.at({ t: '2' }))!.rows['t']!.get(1)).toEqual([1, 'b']);
  expect(files.asked.filter(asked => asked === '2')).toHaveLength(1);
  expect(await source.at({ t: '7' })).toBeUndefined();
  expect(await source.at({})).toBeUndefined();
});
