import { Random } from './random';
import { Scheduler } from './scheduler';
import { TableModel } from './table-model';

test('the generator depends on the seed and the name of the fork only', () => {
  const draws = (random: Random): number[] => Array.from({ length: 5 }, () => random.uint32());
  expect(draws(new Random('1'))).toEqual(draws(new Random('1')));
  expect(draws(new Random('1'))).not.toEqual(draws(new Random('2')));
  const parent = new Random('1');
  const before = draws(parent.fork('a'));
  draws(parent);
  expect(draws(parent.fork('a'))).toEqual(before);
  expect(draws(parent.fork('b'))).not.toEqual(before);
});

test('whole numbers reach both ends and nothing beyond', () => {
  const random = new Random('ends');
  const seen = new Set(Array.from({ length: 500 }, () => random.int(3, 6)));
  expect([...seen].sort()).toEqual([3, 4, 5, 6]);
});

test('time passes in order, and what is woken goes on before the next entry', async () => {
  const scheduler = new Scheduler(0, new Random('time'), 1_000);
  const log: string[] = [];
  const sleeper = async (name: string, ms: number): Promise<void> => {
    await scheduler.sleep(ms);
    log.push(`${name} ${scheduler.nowMs}`);
    await scheduler.sleep(10);
    log.push(`${name} ${scheduler.nowMs}`);
  };
  void sleeper('a', 25);
  void sleeper('b', 20);
  await scheduler.run(100, () => false);
  expect(log).toEqual(['b 20', 'a 25', 'b 30', 'a 35']);
  expect(scheduler.nowMs).toBe(100);
});

test('too many steps are a live lock', async () => {
  const scheduler = new Scheduler(0, new Random('lock'), 50);
  const again = (): void => scheduler.after(0, again);
  again();
  await expect(scheduler.run(100, () => false)).rejects.toThrow('live lock: more than 50 steps');
});

test('a conditional put holds to its condition, and a query to its range', () => {
  const table = new TableModel('t');
  expect(table.put({ pk: 'p', sk: 'b', n: 1 }, { kind: 'absent' })).toBe(true);
  expect(table.put({ pk: 'p', sk: 'b', n: 2 }, { kind: 'absent' })).toBe(false);
  expect(table.put({ pk: 'p', sk: 'b', n: 2 }, { kind: 'absentOrLower', attribute: 'n', value: 2 })).toBe(true);
  expect(table.put({ pk: 'p', sk: 'b', n: 2 }, { kind: 'absentOrLower', attribute: 'n', value: 2 })).toBe(false);
  expect(table.put({ pk: 'p', sk: 'b', n: 3 }, { kind: 'equals', attributes: { n: 1 } })).toBe(false);
  expect(table.put({ pk: 'p', sk: 'a', n: 0 }, { kind: 'equals', attributes: { n: 1 } })).toBe(false);
  table.put({ pk: 'p', sk: 'a' }, { kind: 'absent' });
  table.put({ pk: 'p', sk: 'c' }, { kind: 'absent' });
  expect(table.query('p').map(item => item.sk)).toEqual(['a', 'b', 'c']);
  expect(table.query('p', { from: 'b', to: 'c' }).map(item => item.sk)).toEqual(['b']);
  expect(table.query('p', { descending: true, limit: 1 }).map(item => item.sk)).toEqual(['c']);
});
