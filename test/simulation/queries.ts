import { cumulate, hopping, session, tumbling } from '../../engine/index';
import type { WindowInput } from '../../engine/definition/windows';
import {
  drawAggregate,
  drawHaving,
  drawKey,
  drawTop,
  drawValues,
  expressionsOver,
  type Language,
  selected,
  withOptions,
} from './language/draw-query';
import { column } from './language/expression';
import { aggregate, type DrawnAggregate, type DrawnKey, type DrawnQuery, type DrawnType } from './language/query';
import type { Random } from './random';

/** `language`: absent where queries select aggregates of all events only. */
export function drawQuery(random: Random, language: Language | undefined): DrawnQuery {
  const names = (['k', 'g', 'bucket'] as const).filter(() => random.chance(0.4));
  const plain: DrawnQuery = {
    keys: random.chance(0.2) ? [] : names.map(fieldKey),
    window: drawWindow(random),
    ...drawSelect(random),
    emit: random.chance(0.3) ? 'onUpdate' : 'onClose',
  };
  return language ? enriched(plain, language) : plain;
}

function fieldKey(name: 'k' | 'g' | 'bucket'): DrawnKey {
  return { name, expr: column(name), type: name === 'bucket' ? undefined : 'text' };
}

function enriched(plain: DrawnQuery, language: Language): DrawnQuery {
  const { random } = language;
  const query: DrawnQuery = {
    ...plain,
    ...(random.chance(0.5) ? drawWhere(language) : {}),
    keys: random.chance(0.3) ? [...plain.keys, drawKey(language)] : plain.keys,
    ...drawAggregates(language, plain),
  };
  const results = { ...query, ...(random.chance(0.3) ? drawHaving(random, query) : {}) };
  return { ...results, ...(random.chance(0.4) ? drawTop(random, results) : {}) };
}

export function drawWhere(language: Language): Pick<DrawnQuery, 'where'> {
  return { where: expressionsOver(language).boolean() };
}

/** Other aggregates of expressions beside those of fields, and values of all of them. */
export function drawAggregates(
  language: Language,
  { keys, aggregates }: Pick<DrawnQuery, 'keys' | 'aggregates'>,
): Pick<DrawnQuery, 'aggregates' | 'values'> {
  const { random } = language;
  const names = ['a0', 'a1', 'a2'];
  const more = names.slice(0, random.int(0, 3)).map(name => drawAggregate(name, language));
  const all = distinct([...aggregates.filter(({ name }) => !names.includes(name)), ...more]);
  return { aggregates: all, values: drawValues(random, { keys, aggregates: all }) };
}

function distinct(aggregates: readonly DrawnAggregate[]): DrawnAggregate[] {
  return aggregates.filter(({ expr }, i) => aggregates.findIndex(one => one.expr.sql === expr.sql) === i);
}

export function drawWindow(random: Random): WindowInput {
  const size = random.pick([1_000, 2_000, 5_000, 7_000, 10_000, 30_000, 60_000, 120_000]);
  // Whole seconds now and then: then events fall onto the edges.
  const offset = random.chance(0.3) ? random.int(1, 20) * random.pick([1, 123, 1_000]) : 0;
  switch (random.pick(['tumbling', 'hopping', 'hopping', 'session'] as const)) {
    case 'tumbling':
      return tumbling(size, { offset });
    case 'hopping':
      return hopping(size, Math.min(size, Math.ceil(size / random.int(1, 6) / 500) * 500), { offset });
    case 'session': {
      const gap = random.pick([1_000, 3_000, 10_000, 30_000]);
      return session(gap, { maxDuration: gap * random.pick([1, random.int(2, 6), random.int(2, 6), 20, 100, 1_000]) });
    }
  }
}

/**
 * Clocks that show another hour, day, week or month near the time at which a run begins: 1 September 2026, 0:00 UTC, a Tuesday.
 * Long windows report when they close: the simulator would spend itself on merging their thousands of panes for each update.
 */
export function drawCalendarWindow(random: Random): Pick<DrawnQuery, 'window'> & Partial<DrawnQuery> {
  const unit = random.pick(['1 hour', '1 hour', '1 hour', '1 day', '1 day', '1 week', '1 month']);
  const timeZone = random.pick([
    'UTC',
    'UTC',
    'Europe/London',
    'Asia/Kathmandu',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
  ]);
  const window = tumbling(unit, {
    timeZone,
    ...(unit === '1 week' && { firstDay: random.pick(['monday', 'tuesday', 'tuesday']) }),
  });
  return unit === '1 week' || unit === '1 month' ? { window, emit: 'onClose' } : { window };
}

/** Of whole steps, and of hours and days of clocks that may end within one. */
export function drawCumulateWindow(random: Random): WindowInput {
  const size = random.pick([2_000, 10_000, 30_000, 60_000, 120_000, 600_000]);
  const offset = random.chance(0.3) ? random.int(1, 20) * random.pick([1, 123, 1_000]) : 0;
  const timeZone = random.pick(['UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe']);
  return random.weighted<() => WindowInput>([
    [6, () => cumulate(size, size / random.pick([1, 2, 4, 5]), { offset })],
    [2, () => cumulate('1 hour', random.pick(['5 minutes', '15 minutes', '45 minutes']), { timeZone })],
    [1, () => cumulate('1 day', random.pick(['1 hour', '7 hours']), { timeZone })],
  ])();
}

const of = (name: string, fn: DrawnAggregate['fn'], field: string, type: DrawnType = 'number'): DrawnAggregate =>
  aggregate(name, fn, type, { input: column(field) });
const ofCode = (name: string, fn: DrawnAggregate['fn'], field: string, type: DrawnType): DrawnAggregate =>
  aggregate(name, fn, type, { input: column(field) }, true);

const EVENTS = aggregate('events', 'count', 'number', {});
const AGGREGATES: readonly DrawnAggregate[] = [
  EVENTS,
  of('withX', 'count', 'x'),
  of('sumN', 'sum', 'n'),
  of('sumX', 'sum', 'x'),
  of('avgN', 'avg', 'n'),
  of('minX', 'min', 'x'),
  of('maxN', 'max', 'n'),
  of('firstN', 'first', 'n'),
  of('lastX', 'last', 'x'),
  of('keys', 'approxDistinct', 'k'),
  ofCode('sumScore', 'sum', 'score', 'number'),
  ofCode('maxScore', 'max', 'score', 'number'),
  ofCode('firstBucket', 'first', 'bucket', undefined),
  ofCode('buckets', 'approxDistinct', 'bucket', 'number'),
];
/** Of a field that not every schema has. */
export const SUM_Y: DrawnAggregate = of('sumY', 'sum', 'y');

/** A count of events, and some aggregates beside it. */
export function drawSelect(random: Random): Pick<DrawnQuery, 'aggregates' | 'values'> {
  const drawn = random.shuffle(AGGREGATES).slice(0, random.int(1, 4));
  const some = drawn.map(one => withOptions(one, random));
  return selecting([EVENTS, ...some.filter(one => one !== EVENTS)]);
}

/** Each aggregate as a value. */
export function selecting(aggregates: readonly DrawnAggregate[]): Pick<DrawnQuery, 'aggregates' | 'values'> {
  return { aggregates, values: aggregates.map(one => selected(one)) };
}
