import { drawCascades } from './language/cascade';
import type { Language } from './language/draw-query';
import { drawShared, type SeveralStreams, SHARED, STREAMS } from './language/several';
import { drawWindow } from './queries';
import type { Random } from './random';
import { drawSettings, type Sketch } from './sketch';

/**
 * In some runs there are two streams, in all stages: each query reads one of them, and one of its own reads both. A deploy may change
 * what is read, never the streams.
 */
export function overStreams(
  sketches: readonly Sketch[],
  random: Random,
  language: Language | undefined,
): readonly Sketch[] {
  if (random.chance(0.875)) return sketches;
  const first = drawShared(random, drawWindow(random), language);
  const cascades = random.chance(0.4) ? drawCascades(random, SHARED, first) : undefined;
  const isOverNone = sketches.every(({ averages, keep }) => averages === undefined && keep === undefined);
  const changes = random.fork('changes');
  const redrawn = (): SeveralStreams['shared'] => drawShared(changes, first.window, language);
  let shared = first;
  return sketches.map((sketch, i) => {
    if (i > 0 && changes.chance(0.2)) shared = changes.chance(0.5) ? first : redrawn();
    const several: SeveralStreams = { b: settingsOfB(sketch, random), from: fromOf(sketch, random, i), shared };
    return { ...sketch, several, ...(cascades && isOverNone && { cascades }) };
  });
}

/** The same while a deploy leaves the settings as they are. */
function settingsOfB({ settings }: Sketch, random: Random): SeveralStreams['b'] {
  const own = random.fork(`settings ${JSON.stringify(settings.watermark)}`);
  const { watermark } = drawSettings(own, false);
  return { watermark, within: own.pick([1_000, 10_000, 120_000]) };
}

/** Now and then a deploy makes a query read the other stream. */
function fromOf({ queries }: Sketch, random: Random, stage: number): SeveralStreams['from'] {
  const names = Object.keys(queries).map(name => {
    const changed = random.fork(`${name} of stage ${stage}`);
    const own = stage > 0 && changed.chance(0.1) ? changed : random.fork(name);
    return [name, own.pick(STREAMS)] as const;
  });
  return Object.fromEntries(names);
}
