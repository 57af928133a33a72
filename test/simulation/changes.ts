import { drawHaving, drawKey, drawTop, drawValues, expressionsOver, type Language } from './language/draw-query';
import type { DrawnField, DrawnQuery } from './language/query';
import { drawAggregates, drawQuery, drawSelect, drawWhere, drawWindow, selecting, SUM_Y } from './queries';
import type { Random } from './random';
import { drawSettings, type Sketch, withDedupe, withoutDedupe } from './sketch';

/** What a deploy changes: a query more, a query less or one that means something else, a field of the schema, the settings. */
export function changed(sketch: Sketch, random: Random, own: Random | undefined, reshards: boolean): Sketch {
  const { queries, settings, derived } = sketch;
  const mustDedupe = reshards ? settings.dedupe !== undefined : undefined;
  const names = Object.keys(queries);
  const name = random.pick(names);
  const language = own && { random: own, derived };
  const change = random.pick([
    'add',
    'remove',
    'replace',
    'window',
    'select',
    'emit',
    'field',
    'settings',
    'dedupe',
    'nothing',
  ] as const);
  if (language?.random.chance(0.5)) return changedMeaning(sketch, name, language);
  switch (change) {
    case 'add':
      return { ...sketch, queries: { ...queries, [`added${names.length}`]: drawQuery(random, language) } };
    case 'remove':
      if (names.length === 1) return sketch;
      return { ...sketch, queries: Object.fromEntries(Object.entries(queries).filter(([other]) => other !== name)) };
    case 'replace':
      return withQuery(sketch, name, drawQuery(random, language));
    case 'window':
      return withQuery(sketch, name, { ...queries[name]!, window: drawWindow(random) });
    case 'select':
      return withQuery(sketch, name, { ...withoutResults(queries[name]!), ...drawSelect(random) });
    case 'emit':
      return withQuery(sketch, name, {
        ...queries[name]!,
        emit: queries[name]!.emit === 'onUpdate' ? 'onClose' : 'onUpdate',
      });
    case 'field':
      return changedField(sketch, name, random);
    case 'settings':
      return { ...sketch, settings: { ...drawSettings(random, mustDedupe), commitEvery: settings.commitEvery } };
    case 'dedupe':
      return reshards ? sketch : settings.dedupe ? withoutDedupe(sketch) : withDedupe(sketch, random);
    case 'nothing':
      return sketch;
  }
}

/** Sessions have no first keys. */
function withQuery(sketch: Sketch, name: string, query: DrawnQuery): Sketch {
  const { top, ...rest } = query;
  return { ...sketch, queries: { ...sketch.queries, [name]: 'gap' in query.window || !top ? rest : query } };
}

function withoutResults({ having: _, top: __, ...query }: DrawnQuery): DrawnQuery {
  return query;
}

/** What an expression says: of a query's results, which goes on with its state, or of what is accumulated, which begins anew. */
function changedMeaning(sketch: Sketch, name: string, language: Language): Sketch {
  const { random } = language;
  const query = sketch.queries[name]!;
  const to = (change: DrawnQuery): Sketch => withQuery(sketch, name, change);
  const { having, top, where, ...rest } = query;
  switch (
    random.pick([
      'values',
      'values',
      'having',
      'having',
      'top',
      'top',
      'where',
      'keys',
      'aggregates',
      'accept',
      'derive',
    ] as const)
  ) {
    case 'values':
      return to({ ...withoutResults(query), values: drawValues(random, query) });
    case 'having':
      return to({
        ...rest,
        ...(where && { where }),
        ...(top && { top }),
        ...(having && random.chance(0.5) ? {} : drawHaving(random, query)),
      });
    case 'top':
      return to({
        ...rest,
        ...(where && { where }),
        ...(having && { having }),
        ...(top && random.chance(0.5) ? {} : drawTop(random, query)),
      });
    case 'where':
      return to({
        ...rest,
        ...(having && { having }),
        ...(top && { top }),
        ...(where && random.chance(0.5) ? {} : drawWhere(language)),
      });
    case 'keys':
      return to(withKeys(query, language));
    case 'aggregates':
      return to({ ...withoutResults(query), ...drawAggregates(language, query) });
    case 'accept':
      return withAccept(sketch, language);
    case 'derive':
      return { ...sketch, derived: redrawn(language) };
  }
}

/** A key less, or one more; values may have read it. */
function withKeys(query: DrawnQuery, language: Language): DrawnQuery {
  const key = drawKey(language);
  const keys =
    query.keys.length > 0 && language.random.chance(0.5)
      ? query.keys.slice(1)
      : [...query.keys.filter(({ name }) => name !== key.name), key];
  return { ...withoutResults(query), keys, values: drawValues(language.random, { ...query, keys }) };
}

function withAccept({ accept, ...sketch }: Sketch, language: Language): Sketch {
  if (sketch.looksUp) return sketch;
  if (accept && language.random.chance(0.5)) return sketch;
  return { ...sketch, accept: expressionsOver(language).boolean() };
}

/** Another expression for one derived field. */
function redrawn({ random, derived }: Language): readonly DrawnField[] {
  if (derived.length === 0) return derived;
  const i = random.int(0, derived.length - 1);
  const field = derived[i]!;
  const expressions = expressionsOver({ random, derived: derived.slice(0, i) });
  return derived.with(i, { ...field, expr: expressions[field.type!]() });
}

/** Another field more, or one that is stricter or laxer than before. */
function changedField(sketch: Sketch, name: string, random: Random): Sketch {
  const schema = random.pick((['withY', 'xRequired', 'nNumber'] as const).filter(other => other !== sketch.schema));
  const queries = Object.entries(sketch.queries).map(([other, query]) => {
    const without = withoutY(query);
    return [other, schema === 'withY' && other === name ? withY(without) : without] as const;
  });
  return { ...sketch, queries: Object.fromEntries(queries), schema };
}

function withY({ aggregates, values, ...query }: DrawnQuery): DrawnQuery {
  return { ...query, aggregates: [...aggregates, SUM_Y], values: [...values, ...selecting([SUM_Y]).values] };
}

function withoutY(query: DrawnQuery): DrawnQuery {
  const rest = query.aggregates.filter(one => one !== SUM_Y);
  return rest.length === query.aggregates.length ? query : { ...withoutResults(query), ...selecting(rest) };
}
