import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folder, results, start, tidemark } from './support/tidemark';

jest.setTimeout(120_000);
const dir = folder();
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(dir, name), content);
  return name;
};
const definition = (more: string, select = 'n: count()') => `
import { count, definePipeline, isoTime, number, integer, string, max, tumbling } from 'tidemark';
console.log('loading');
export default definePipeline({
  name: 'ticks', event: { symbol: string(), price: number(), volume: integer().optional(), at: isoTime() },
  eventTime: 'at', ${more}
  queries: { bars: { groupBy: ['symbol'], window: tumbling('1 minute'), select: { ${select} } } },
});`;
file('ticks.ts', definition(''));
const replay = (...args: string[]) => tidemark(['replay', '--pipeline', './ticks.ts', ...args], { cwd: dir });
const counts = (ran: Awaited<ReturnType<typeof replay>>) =>
  Object.fromEntries(results(ran).map(({ key, values }) => [key['symbol'], values['n']]));

const HEADER = 'symbol,price,volume,at\n';
const row = (symbol: string, second = 0): string =>
  `${symbol},1.5,1,2023-01-01T00:00:${String(second).padStart(2, '0')}Z\n`;

describe('a replay into a data folder', () => {
  const data = ['--data-dir', 'data'];

  it('counts what a file has grown by, and every line once, also packed or by another name', async () => {
    file('grow.csv', HEADER + row('A') + row('B'));
    expect(counts(await replay('--input', 'grow.csv', ...data))).toEqual({ A: 1, B: 1 });
    file('grow.csv', HEADER + row('A') + row('B') + row('C'));
    const grown = await replay('--input', 'grow.csv', ...data);
    expect(grown).toMatchObject({ code: 0 });
    expect(counts(grown)).toEqual({ A: 1, B: 1, C: 1 });
    file('packed.csv.gz', gzipSync(HEADER + row('A') + row('B') + row('C')));
    const packed = await replay('--input', 'packed.csv.gz', ...data);
    expect(packed).toMatchObject({ code: 0, stderr: expect.stringContaining('sent by an earlier run 3') as string });
    expect(counts(packed)).toEqual({ A: 1, B: 1, C: 1 });
  });

  it('refuses a file whose counted lines have changed, and says what to do', async () => {
    file('grow.csv', HEADER + row('X') + row('B') + row('C'));
    const ran = await replay('--input', 'grow.csv', ...data);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(
      /grow\.csv: what .* counted of it before is not how it begins now\. Give another --data-dir/,
    );
  });

  it('says that a changed definition counts nothing of what was counted before', async () => {
    file('changed.ts', definition('', "n: count(), top: max('price')"));
    const args = ['replay', '--pipeline', './changed.ts', '--input', 'packed.csv.gz', ...data];
    const ran = await tidemark(args, { cwd: dir });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/bars: its definition has changed since .* counted 3 of these events/);
  });

  it('refuses a file that was read otherwise', async () => {
    const ran = await replay('--input', 'packed.csv.gz', '--rename', 'volume=size', ...data);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/counted it with another --format, --columns or --rename/);
  });
});

describe('inputs of one run', () => {
  it('count each for itself, whatever they begin with, and not again in the next run', async () => {
    const inputs = [file('host1.csv', HEADER + row('A')), file('host2.csv', HEADER + row('A') + row('B'))];
    inputs.push(file('host3.csv', HEADER + row('A')));
    for (const resumed of [0, 4]) {
      const ran = await replay('--input', ...inputs, '--data-dir', 'apart');
      expect(ran).toMatchObject({ code: 0 });
      expect(counts(ran)).toEqual({ A: 3, B: 1 });
      expect(ran.stderr).toContain(`lines 4: sent ${4 - resumed}, rejected 0${resumed ? ', sent by an earlier' : ''}`);
    }
  });

  it('are refused when one is given twice', async () => {
    file('twice.csv', HEADER + row('A'));
    file('twice.csv.gz', gzipSync(HEADER + row('A')));
    const same = await replay('--input', 'twice.csv', 'twice.csv');
    expect(same).toMatchObject({ code: 1, stderr: expect.stringMatching(/twice\.csv is given twice/) as string });
    const packed = await replay('--input', 'twice.csv', './twice.csv.gz');
    expect(packed).toMatchObject({ code: 1, stderr: expect.stringMatching(/are one input: give one/) as string });
  });
});

describe('a row that is still being written', () => {
  it('is rejected, and counted once it is whole', async () => {
    const open = 'symbol,price,at\nA,1,2023-01-01T00:00:00Z\nB,1,"2023-01-01\n';
    const args = ['--input', file('open.csv', open), '--data-dir', 'open'];
    expect(counts(await replay(...args))).toEqual({ A: 1 });
    file('open.csv', `${open}T00:00:00Z"\nC,1,2023-01-01T00:00:00Z\n`);
    const grown = await replay(...args);
    expect(counts(grown)).toEqual({ A: 1, C: 1 });
    expect(grown.stderr).toMatch(/lines 3: sent 2, rejected 0, sent by an earlier run 1/);
    expect(grown.stderr).toMatch(/quarantined 1/);
  });
});

describe('replay says what happened', () => {
  it('of rows that were refused: the reasons by number, and where they can be looked at afterwards', async () => {
    const bad = Array.from({ length: 4 }, (_, i) => `A,1,1,2023-01-0${i + 1} 00:00:00\n`).join('');
    file('mixed.csv', HEADER + row('A') + bad + 'B,1\n' + `B,\u001b[2J,1,2023-01-01T00:00:00Z\n`);
    const ran = await replay('--input', 'mixed.csv');
    expect(ran).toMatchObject({ code: 0 });
    expect(counts(ran)).toEqual({ A: 1 });
    expect(ran.stderr).toMatch(/bars: accepted 1 \+ filtered 0 \+ late 0 \+ quarantined 5 = 6/);
    expect(ran.stderr).toMatch(/rejected 1, not sent:\n {2}1 × 2 cells under 4 columns: no at \(line 7: B,1\)/);
    expect(ran.stderr).toMatch(/quarantined 5:\n {2}4 × at: .*no time zone; add Z.*\n {2}1 × price: expected number/);
    expect(ran.stderr).not.toContain('\u001b');
    const kept = /what was refused stands in (.*)/.exec(ran.stderr)![1]!;
    expect(readFileSync(join(kept, 'rejected.ndjson'), 'utf8')).toContain('"line":7');
    expect(existsSync(join(kept, 'quarantine'))).toBe(true);
    execFileSync('rm', ['-r', kept]);
    const strict = await replay('--input', 'mixed.csv', '--max-bad', '50%', '--data-dir', 'strict');
    expect(strict).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/6 of 7 rows were refused: more than the 50% of/) as string,
    });
    expect(strict.stderr).toContain('strict/lake/quarantine');
  });

  it('when nothing was accepted: exit 1, and the function of the definition that failed', async () => {
    file(
      'derive.ts',
      definition("derive: { x: e => { if (e.symbol === 'A') throw new Error('unlucky'); return 1; } },"),
    );
    const args = ['replay', '--pipeline', './derive.ts', '--input', file('rows.csv', HEADER + row('A').repeat(50))];
    const ran = await tidemark([...args, '--data-dir', 'failing'], { cwd: dir });
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr.match(/derive\.x fails.*unlucky/g)).toHaveLength(1);
    expect(ran.stderr).toMatch(/nothing of rows\.csv was accepted/);
  });

  it('of a column that is spelt otherwise, at once', async () => {
    const ran = await replay('--input', file('spelt.csv', (HEADER + row('A')).replace('price', 'Price')));
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('no column "price" (it has symbol, Price, volume, at); did you mean "Price"?');
  });

  it('of seconds that were taken for milliseconds', async () => {
    file('ms.ts', definition('').replace('isoTime()', 'epochMillis()').replace('isoTime,', 'epochMillis,'));
    const input = file('ms.csv', `${HEADER}A,1,1,1534849271\n`);
    const ran = await tidemark(['replay', '--pipeline', './ms.ts', '--input', input], { cwd: dir });
    expect(ran.stderr).toMatch(/every event lies in 1970/);
  });
});

describe('replay reads', () => {
  it('into a query named as what every object has', async () => {
    file('named.ts', definition('').replace('bars:', 'constructor:'));
    const args = ['replay', '--pipeline', './named.ts', '--input', file('named.csv', HEADER + row('A'))];
    const ran = await tidemark(args, { cwd: dir });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('constructor: accepted 1 +') as string });
  });

  it('several files one after the other, and stdout holds results only', async () => {
    const [a, b] = [
      file('a.csv', HEADER + row('A')),
      file('b.ndjson', '{"symbol":"B","price":1,"at":"2023-01-01T00:00:00Z"}'),
    ];
    const ran = await replay('--input', a, '--input', b);
    expect(counts(ran)).toEqual({ A: 1, B: 1 });
    expect(ran.stderr).toContain('loading');
  });

  it('a gzip file to its damage, and says what that is', async () => {
    const rows = Array.from({ length: 500 }, () => row('A')).join('');
    const garbled = file('garbled.csv.gz', Buffer.concat([gzipSync(HEADER + rows), Buffer.from('garbage')]));
    const ran = await replay('--input', garbled);
    expect(ran).toMatchObject({ code: 1 });
    expect(counts(ran)).toEqual({ A: 500 });
    expect(ran.stderr).toMatch(/^tidemark: garbled\.csv\.gz: something that is not gzip follows the gzip data$/m);
  });

  it('copies onto one shard, where dedupe has no partition key to go by', async () => {
    file('dedupe.ts', definition("dedupe: { by: 'symbol', within: '1 minute' },"));
    const input = file('copies.csv', HEADER + Array.from({ length: 3_000 }, (_, i) => row(`s${i % 5}`)).join(''));
    const ran = await tidemark(['replay', '--pipeline', './dedupe.ts', '--input', input], { cwd: dir });
    expect(ran.stderr).toMatch(/duplicates dropped 2995/);
  });

  it('a named pipe, and ends by a signal while nobody writes to it', async () => {
    const pipe = join(dir, 'fifo.csv');
    execFileSync('mkfifo', [pipe]);
    const reading = replay('--input', 'fifo.csv');
    execFileSync('sh', ['-c', `printf '%s' '${HEADER + row('A')}' > ${pipe}`]);
    expect(counts(await reading)).toEqual({ A: 1 });
    const waiting = start(['replay', '--pipeline', './ticks.ts', '--input', 'fifo.csv'], dir);
    waiting.stdin!.end();
    await new Promise(resolve => setTimeout(resolve, 5_000));
    waiting.kill('SIGTERM');
    const [code, signal] = (await once(waiting, 'exit')) as [number | null, string | null];
    // 130, or the signal itself where the machine was so slow that nothing was started yet.
    expect([130, 'SIGTERM']).toContain(code ?? signal);
  });
});

describe('options', () => {
  it.each([
    [['replay', '--pipeline', 'trades', '--input', 'x', '--max-bad', '2'], /--max-bad.*expected a number from 0 to 1/],
    [['replay', '--pipeline', 'trades', '--input', '-', '-'], /--input - can be given once only/],
  ])('%j is refused in one line', async (args, message) => {
    const ran = await tidemark(args);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(message);
  });

  it('that are paths start where npm run was typed', () => {
    const env = { ...process.env, INIT_CWD: dir };
    const args = ['run', '-s', 'tidemark', '--', 'replay', '--pipeline', './ticks.ts', '--input', 'typed.csv'];
    file('typed.csv', HEADER + row('A'));
    const stdout = execFileSync('npm', ['--prefix', process.cwd(), ...args], { cwd: dir, env, encoding: 'utf8' });
    expect(stdout).toContain('"symbol":"A"');
  });
});
