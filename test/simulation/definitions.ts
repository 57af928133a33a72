import type { WindowInput } from '../../engine/definition/windows';
import { changed } from './changes';
import { drawDerived, drawLookups, expressionsOver, type Language } from './language/draw-query';
import type { DrawnQuery, Stage } from './language/query';
import { drawTimes } from './language/event-time';
import { drawCascades, drawCascadeWindow, fitting } from './language/cascade';
import { STREAMS } from './language/several';
import { overStreams } from './over-streams';
import { drawCalendarWindow, drawCumulateWindow, drawQuery } from './queries';
import type { Random } from './random';
import { build, drawSettings, type Sketch, type TimeFormat, withoutDedupe } from './sketch';

export interface Definition {
  /** What is deployed, one after the other; a rollback deploys the first one again. */
  readonly stages: readonly Stage[];
  readonly timeFormat: TimeFormat;
  /** The names of the streams, where there are several. */
  readonly streams: readonly string[];
}

/** What the oracle can follow in a run. */
interface Scope {
  /** Shards split and merge: then all definitions drop copies or none does, since a new shard waits for its parents only where it does. */
  readonly reshards: boolean;
  /** Records expire: then with splits and merges nothing drops copies, since who the parents of a shard's parents were may be forgotten. */
  readonly expires: boolean;
}

/** A definition drawn at random, and what deploys put in its place: each differs a little from the one before. */
export function drawDefinition(random: Random, { reshards, expires }: Scope): Definition {
  const timeFormat = random.pick(['millis', 'millis', 'seconds', 'iso'] as const);
  const language = drawLanguage(random.fork('language'));
  const queries: Record<string, DrawnQuery> = {};
  const queryCount = random.int(1, 3);
  for (let i = 0; i < queryCount; i++) queries[`q${i}`] = drawQuery(random, language);
  const first: Sketch = { queries, settings: drawSettings(random), schema: 'first', ...drawMeaning(language) };
  const change = (sketch: Sketch): Sketch => changed(sketch, random, language?.random, reshards);
  const second = change(first);
  const third = random.weighted<() => Sketch[]>([
    [2, () => []],
    [2, () => [first]],
    [1, () => [change(second)]],
  ])();
  const sketches = byClocks([first, second, ...third], random.fork('calendar'));
  const cascaded = growing(cascading(sketches, random.fork('over results')), random.fork('cumulate'));
  const averaged = averaging(cascaded, random.fork('averages'));
  const times = drawTimes(random.fork('event time'), averaged.length);
  const stages = keeping(averaged, random.fork('keep')).map((sketch, i) => ({
    ...sketch,
    ...(times[i] && { time: times[i] }),
  }));
  const kept = reshards && expires ? stages.map(withoutDedupe) : stages;
  const several = overStreams(kept, random.fork('several streams'), language);
  return {
    stages: several.map(sketch => build(sketch, timeFormat)),
    timeFormat,
    streams: several[0]!.several ? STREAMS : [],
  };
}

/** In some runs queries only aggregate all events; in some they look events up. */
function drawLanguage(random: Random): Language | undefined {
  if (!random.chance(0.7)) return undefined;
  const own = random.fork('lookups');
  const lookups = own.chance(0.25) ? drawLookups(own) : [];
  return {
    random,
    derived: [...lookups, ...drawDerived(random, lookups)],
    ...(lookups.length > 0 && { looksUp: true }),
  };
}

function drawMeaning(language: Language | undefined): Pick<Sketch, 'derived' | 'accept' | 'looksUp'> {
  if (!language) return { derived: [] };
  const { derived, random, looksUp } = language;
  if (looksUp) return { derived, looksUp };
  return { derived, ...(random.chance(0.25) ? { accept: expressionsOver(language).boolean() } : {}) };
}

/** In some runs the windows of one query follow the clocks of a zone, in all stages that have not changed them. */
function byClocks(sketches: readonly Sketch[], random: Random): readonly Sketch[] {
  if (random.chance(0.85)) return sketches;
  const [name, { window }] = random.pick(Object.entries(sketches[0]!.queries));
  const drawn = drawCalendarWindow(random);
  return sketches.map(sketch => {
    const query = sketch.queries[name];
    if (query?.window !== window) return sketch;
    return { ...sketch, queries: { ...sketch.queries, [name]: { ...query, ...drawn } } };
  });
}

/** In some runs the windows of one query, over events or over results, cumulate, in all stages that have not changed them. */
function growing(sketches: readonly Sketch[], random: Random): readonly Sketch[] {
  if (random.chance(0.92)) return sketches;
  const { queries, cascades = [] } = sketches[0]!;
  const windows = [...Object.values(queries), ...cascades, ...cascades].map(({ window }) => window);
  const old = random.pick(windows);
  const window = drawCumulateWindow(random);
  const grown = <Q extends { readonly window: WindowInput }>(query: Q): Q =>
    query.window === old ? { ...query, window, ...('emit' in query && { emit: 'onClose' }) } : query;
  return sketches.map(sketch => ({
    ...sketch,
    queries: Object.fromEntries(Object.entries(sketch.queries).map(([name, query]) => [name, grown(query)])),
    ...(sketch.cascades && { cascades: sketch.cascades.map(grown) }),
  }));
}

/** Queries over the results of one, in the first stage, in later ones, or in all; a window of one may change too. */
function cascading(sketches: readonly Sketch[], random: Random): readonly Sketch[] {
  if (random.chance(0.6)) return sketches;
  const [name, query] = random.pick(Object.entries(sketches[0]!.queries));
  const cascades = drawCascades(random, name, query);
  const kind = random.pick(['all', 'all', 'all', 'some', 'changing'] as const);
  return sketches.map(sketch => {
    if (kind === 'some' && random.chance(0.5)) return sketch;
    const at = random.int(0, cascades.length - 1);
    const isChanged = kind === 'changing' && random.chance(0.5);
    return {
      ...sketch,
      cascades: isChanged ? cascades.with(at, { ...cascades[at]!, window: drawCascadeWindow(random) }) : cascades,
    };
  });
}

/** Moving averages in the first stage, in later ones, or in all that still have the query; what they select may change too. */
function averaging(sketches: readonly Sketch[], random: Random): Sketch[] {
  const whole = (name: string): boolean =>
    sketches.every(({ queries }) => !queries[name]?.having && !queries[name]?.top);
  const grids = Object.keys(sketches[0]!.queries).filter(name => isGrid(sketches[0]!, name));
  const first = grids.find(whole);
  const { cascades } = sketches[0]!;
  const others = random.fork('over what');
  const over = others.chance(0.6) ? first : others.pick([...grids, ...(cascades ?? []).map(({ name }) => name), first]);
  if (over === undefined || random.chance(0.6)) return [...sketches];
  const kind = random.pick(['all', 'all', 'all', 'some', 'changing'] as const);
  const n = random.int(2, 5);
  const along = random.fork('along').pick(['lag', 'rsi', 'rsi alone', 'atr', 'judged'] as const);
  return sketches.map(sketch => {
    if (!isGrid(sketch, over) || (kind === 'some' && random.chance(0.5))) return sketch;
    return { ...sketch, averages: { over, along, n: kind === 'changing' ? random.int(2, 5) : n } };
  });
}

/**
 * In some runs results are kept for a while only. What is computed from results that are gone when a deploy brings or changes the
 * query over them, nobody can say: queries over others and what they read only where all stages have the same.
 */
function keeping(sketches: readonly Sketch[], random: Random): readonly Sketch[] {
  if (random.chance(0.75)) return sketches;
  const [first] = sketches as [Sketch];
  const isSame = sketches.every(
    ({ queries, cascades, averages }) =>
      cascades === first.cascades &&
      JSON.stringify(averages) === JSON.stringify(first.averages) &&
      Object.keys(first.queries).every(name => queries[name]?.window === first.queries[name]!.window),
  );
  const over = sketches.flatMap(({ cascades = [], averages = [] }) => [...cascades, averages].flat());
  const read = new Set(over.map(one => one.over));
  const names = new Set(sketches.flatMap(({ queries }) => Object.keys(queries)));
  const candidates = isSame
    ? [...names, ...(first.cascades ?? []).map(({ name }) => name), 'averaged']
    : [...names].filter(name => !read.has(name));
  const kept = candidates.filter(() => random.chance(0.7));
  const keep = Object.fromEntries(kept.map(name => [name, random.pick([60_000, 60_000, 400_000, 900_000])]));
  // Where windows are open for revisions for long, there is nothing to delete in the time of a run.
  const late = { allowed: random.pick([0, 2_000, 10_000, 60_000]) };
  return sketches.map(sketch => ({ ...sketch, keep, settings: { ...sketch.settings, late } }));
}

function isGrid({ queries, cascades = [] }: Sketch, name: string): boolean {
  const window = (queries[name] ?? fitting(cascades, queries).find(one => one.name === name))?.window;
  return window?.kind === 'grid';
}
