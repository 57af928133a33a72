import type { Pipeline } from '../engine/definition/pipeline';
import { viewsOf } from '../engine/definition/sources';
import { didYouMean } from '../engine/text/nearest-name';
import { checkInputs, type InputSettings, putInputs, type PutOptions, type Sent } from './put-inputs';
import { UserError } from './user-error';

/** The inputs of one source: of a pipeline over one stream all. */
interface SourceInputs {
  readonly source: string | undefined;
  /** The pipeline as the source sees it. */
  readonly view: Pipeline;
  readonly settings: InputSettings;
}

/**
 * The inputs by their sources, `FILE` of a pipeline over one stream, `SOURCE=FILE` where there are several.
 *
 * @throws UserError for one that names no source.
 */
function inputsBySource(settings: InputSettings, pipeline: Pipeline): SourceInputs[] {
  const { sources, name } = pipeline;
  if (!sources) return [{ source: undefined, view: pipeline, settings }];
  const bySource = new Map<string, string[]>();
  const names = Object.keys(sources);
  for (const text of settings.input ?? []) {
    const [, source = '', path = ''] = /^([^=/]*)=(.+)$/s.exec(text) ?? [];
    if (!names.includes(source))
      throw new UserError(
        `--input ${text}: ${name} has several sources: say of which, such as ${names[0]}=FILE${didYouMean(source, names)}`,
      );
    bySource.set(source, [...(bySource.get(source) ?? []), path]);
  }
  return viewsOf(pipeline).flatMap(([source, view]) => {
    const input = bySource.get(source!);
    return input ? [{ source, view, settings: { ...settings, input } }] : [];
  });
}

/**
 * Refuses inputs that cannot be opened, before anything is started.
 *
 * @throws InputError, UserError
 */
export function checkSourceInputs(settings: InputSettings, pipeline: Pipeline): void {
  const all = inputsBySource(settings, pipeline);
  const stdins = all.flatMap(({ settings: { input = [] } }) => input.filter(path => path === '-'));
  if (stdins.length > 1) throw new UserError('--input - can be given once only');
  for (const { settings: own, view } of all) checkInputs(own, view);
}

/** Puts the inputs on the streams of their sources, those of several at once: none is to be silent before it has begun. */
export async function putSources(options: Omit<PutOptions, 'source'>): ReturnType<typeof putInputs> {
  const put = await Promise.all(
    inputsBySource(options.settings, options.pipeline).map(({ source, view, settings }) =>
      putInputs({ ...options, pipeline: view, source, settings }),
    ),
  );
  return {
    sent: put.map(({ sent }) => sent).reduce(added),
    eventsBefore: put.reduce((sum, { eventsBefore }) => sum + eventsBefore, 0),
    problem: put.find(({ problem }) => problem)?.problem,
  };
}

function added(a: Sent, b: Sent): Sent {
  return {
    lines: a.lines + b.lines,
    events: a.events + b.events,
    rejected: a.rejected + b.rejected,
    resumed: a.resumed + b.resumed,
    rowless: [...a.rowless, ...b.rowless],
    changedQueries: new Set([...a.changedQueries, ...b.changedQueries]),
  };
}
