import { tidemark } from './support/tidemark';

jest.setTimeout(60_000);

const PRODUCE = ['produce', '--pipeline', 'trades'];
const SIZE = ['size', '--pipeline', 'trades', '--events', '100', '--bytes', '200'];

test.each([
  [[...PRODUCE, '--seed', 'abc'], 'expected a whole number from 0 to 4,294,967,295'],
  [[...PRODUCE, '--seed', '-1'], 'expected a whole number from 0 to 4,294,967,295'],
  [[...PRODUCE, '--total', '0.5'], 'expected a whole number from 1'],
  [[...PRODUCE, '--rate', '-5'], 'expected a number above 0, at most 1,000,000'],
  [[...PRODUCE, '--rate', 'Infinity'], 'expected a number above 0, at most 1,000,000'],
  [[...PRODUCE, '--rate', ''], 'expected a number above 0, at most 1,000,000'],
  [[...PRODUCE, '--late-share', '1.5'], 'expected a number from 0 to 1'],
  [[...PRODUCE, '--late-share', ''], 'expected a number from 0 to 1'],
  [[...PRODUCE, '--duration', '0 seconds'], 'expected a duration of at least 1 ms'],
  [[...PRODUCE, '--backfill', '99999 days'], 'at most 3,650 days'],
  [[...PRODUCE, '--stream', 'two words'], 'expected a name of letters'],
  [[...PRODUCE, '--seed', '1', '--seed', '2'], "option '--seed <number>' is given more than once"],
  [['replay', '--pipeline', 'trades', '--max-bad', '5'], 'expected a number from 0 to 1, or a percentage such as 5%'],
  [['replay', '--pipeline', 'trades', '--max-bad', '500%'], 'or a percentage such as 5%'],
  [['replay', '--pipeline', 'trades', '--input', '-', '--query', 'pricse'], 'no query "pricse"; did you mean prices?'],
  [['replay', '--pipeline', 'trades', '--input', '-', '--query', 'x'], '--query: no query "x"; there is prices,'],
  [['local', '--rename', 'a=b,c=d'], 'expected from=to, and blanks between several: a=b,c=d'],
  [['tail', ''], 'expected a name of letters'],
  [['audit', '--pipeline', 'trades', '--start-at', 'LATEST'], 'LATEST is another place for each reader of a shard'],
  [['audit', '--pipeline', 'trades', '--start-at', 'noon'], 'expected a time that has passed, such as'],
  [['audit', '--pipeline', 'trades', '--stream', 'arn:aws:kinesis'], 'expected a name of letters'],
  [[...SIZE, '--source', 'theirs'], 'Allowed choices are own, existing'],
  [[...SIZE, '--keys', '1.5'], 'expected a whole number from 1 to 1,000,000,000'],
  [[...SIZE, '--keys', '0x10'], 'expected a whole number from 1 to 1,000,000,000'],
  [[...SIZE, '--keys', 'prices=0'], 'expected a whole number from 1 to 1,000,000,000'],
  [[...SIZE, '--keys', '5', '--keys', '6'], 'given more than once'],
  [[...SIZE, '--keys', 'prices=5', '--keys', 'prices=6'], 'given more than once for prices'],
  [
    ['size', '--pipeline', 'page-views', ...SIZE.slice(3), '--keys', 'traffic=5'],
    '--keys: query traffic has no keys: it has one result a window',
  ],
  [[...SIZE, '--keys', 'pricse=5'], '--keys: no query "pricse"; did you mean prices?'],
  [[...SIZE, '--peak', '0.5'], 'expected a number from 1 to 1,000'],
  [['local', '--port', '99999999'], 'expected a whole number from 0 to 65,535'],
  [['local', '--port', ''], 'expected a whole number from 0 to 65,535'],
  [['bench', '--only'], "option '--only <text>' argument missing"],
  [['bench', '--onyl', 'x'], 'Did you mean --only?'],
])('%j is refused, and says what is expected', async (args, message) => {
  const ran = await tidemark(args);
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr).toContain(message);
  expect(ran.stderr).not.toMatch(/\n\s+at /);
});

test.each(['local', 'replay', 'produce', 'feed', 'tail', 'streams', 'size'])(
  'the help of %s shows no default as code',
  async command => {
    const { stdout } = await tidemark([command, '--help']);
    expect(stdout).toContain(`Usage: tidemark ${command}`);
    expect(stdout).not.toMatch(/default:\s+(\{|\[|false|30000)/);
  },
);

test('an option that collects may come again', async () => {
  const ran = await tidemark([
    'local',
    '--pipeline',
    'nowhere',
    '--pipeline',
    'nor-here',
    '--rename',
    'a=b',
    '--rename',
    'c=d',
  ]);
  expect(ran.stderr).toMatch(/no pipeline is called nowhere/);
});

test('size counts the keys of a query by its own number, and says so', async () => {
  const sized = async (...keys: string[]): Promise<{ dollarsPerMonth: number }> =>
    JSON.parse((await tidemark([...SIZE, '--json', ...keys])).stdout) as { dollarsPerMonth: number };
  const [usual, hundred, more] = await Promise.all([
    sized(),
    sized('--keys', '100'),
    sized('--keys', '100', '--keys', 'candles_1m=9000'),
  ]);
  expect(hundred).toEqual(usual);
  expect(more).toMatchObject({ keys: 100, keysOf: { candles_1m: 9_000 } });
  expect(more.dollarsPerMonth).toBeGreaterThan(usual.dollarsPerMonth);
  const { stdout } = await tidemark([...SIZE, '--keys', 'candles_1m=9000']);
  expect(stdout).toContain('100 keys a window, 9,000 of candles_1m, gzip');
});
