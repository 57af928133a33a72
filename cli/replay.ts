import { openStreams } from '../lambda/aws/source-streams';
import { startLocal } from '../local/runner';
import { dynamoDbClient, kinesisClient } from '../local/services/clients';
import type { Pipeline, Query } from '../engine/definition/pipeline';
import { viewsOf } from '../engine/definition/sources';
import type { Counts } from '../engine/store/counts';
import { latestEventMs, summarize, totalCounts } from './count-summary';
import { onInterrupt } from './interrupt';
import { loadPipeline } from './load-pipeline';
import { checkGivenTables } from './lookup-files';
import { say } from './progress';
import { inputNames, type InputSettings, type Sent } from './put-inputs';
import { checkSourceInputs, putSources } from './put-sources';
import { quarantineReasons, Refused } from './refused';
import { checkQueryNames } from './query-names';
import { printResults } from './result-output';
import { Troubles } from './troubles';
import { UserError } from './user-error';

export interface ReplayOptions extends InputSettings {
  readonly pipeline: string;
  /** Names of the queries whose results are printed. @default all */
  readonly query?: readonly string[];
  readonly dataDir?: string;
  readonly shards?: number;
  /** Files in place of lookup tables of S3. */
  readonly lookup: Readonly<Record<string, string>>;
  /** Share of the rows, 0-1, above which refused ones make the run fail. @default only all of them */
  readonly maxBad?: number;
}

/** The second year of Unix time, ms. */
const YEAR_1971_MS = 31_536_000_000;
/** A function or a read that fails so often is said. */
const FAILURES_SAID_AFTER = 3;

/**
 * Runs files through the embedded pipeline to their end, prints the results, and says whether the counts balance, what was
 * refused and why.
 */
export async function replay(options: ReplayOptions): Promise<void> {
  if (!options.input) throw new UserError('--input is missing: a file, or - for stdin');
  const pipeline = loadPipeline(options.pipeline);
  const printed = queriesOf(pipeline, options.query);
  checkSourceInputs(options, pipeline);
  checkGivenTables([pipeline], options.lookup);
  const troubles = new Troubles(FAILURES_SAID_AFTER);
  const runner = await startLocal({
    pipelines: [options.pipeline],
    dataDir: options.dataDir,
    shards: options.shards,
    lookups: options.lookup,
    whenIdle: 'hold',
    onLog: entry => {
      if (process.env['TIDEMARK_DEBUG']) say(`${entry.source}: ${entry.line}`);
      else troubles.onLog(entry);
    },
    onObject: key => quarantineReasons(runner.dataDir, key).forEach(reason => troubles.onQuarantined(pipeline, reason)),
  });
  onInterrupt(() => void runner.stop().finally(() => process.exit(130)));
  try {
    const startedMs = Date.now();
    const refused = new Refused(runner.dataDir, pipeline.name);
    const onRejected: Refused['reject'] = (input, line) => refused.reject(input, line);
    const { sent, eventsBefore, problem } = await putSources({ runner, pipeline, settings: options, onRejected });
    if (problem && sent.lines === 0) throw problem;
    await runner.endOfInput(pipeline.name);
    const dynamo = await dynamoDbClient(runner.endpoints.dynamodb);
    const { sourceStream, stateTable, resultsTable } = runner.resources(pipeline.name);
    const results = await printResults({ ...pipeline, queries: printed }, dynamo, resultsTable!);
    const source = openStreams(await kinesisClient(runner.endpoints.kinesis), sourceStream);
    const totals = await totalCounts(source, dynamo, stateTable);
    const { lines, isBalanced } = summarize(pipeline, totals);
    const expected = eventsBefore + sent.events;
    say(
      `lines ${sent.lines}: sent ${sent.events}, rejected ${sent.rejected}${sent.resumed ? `, sent by an earlier run ${sent.resumed}` : ''}`,
    );
    lines.forEach(say);
    await refused.readQuarantine();
    refused.say();
    say(`results ${results} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
    if (totals.decoded !== expected)
      say(`counts do not balance: ${expected} events were put on the stream, ${totals.decoded} came out`);
    const failures = failuresOf(options, sent, totals, runner.dataDir);
    failures.forEach(say);
    const latestMs = await latestEventMs(source, dynamo, stateTable);
    if (latestMs !== undefined && latestMs < YEAR_1971_MS)
      say(
        `every event lies in 1970: is ${eventTimeFields(pipeline).join(', ')} really in the unit that the definition says?`,
      );
    refused.keep(options.dataDir === undefined);
    if (problem) throw problem;
    process.exitCode = isBalanced && totals.decoded === expected && failures.length === 0 ? 0 : 1;
  } finally {
    await runner.stop();
  }
}

const eventTimeFields = (pipeline: Pipeline): string[] => viewsOf(pipeline).flatMap(([, view]) => view.eventTimeFields);

/** @throws UserError for a name that no query has */
function queriesOf(pipeline: Pipeline, names: readonly string[] | undefined): readonly Query[] {
  if (!names) return pipeline.queries;
  checkQueryNames('--query', names, pipeline);
  return pipeline.queries.filter(({ name }) => names.includes(name));
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(6))}%`;

/** Why a run whose counts balance has failed all the same. */
function failuresOf(options: ReplayOptions, sent: Sent, totals: Counts, dataDir: string): string[] {
  const failures = sent.rowless.map(name => `${name}: there is no row in it`);
  const rows = totals.decoded + sent.rejected;
  const bad = totals.quarantined + sent.rejected;
  const { maxBad = 1 } = options;
  if (rows > 0 && Object.values(totals.accepted).every(count => count === 0))
    failures.push(`nothing of ${inputNames(options)} was accepted`);
  else if (bad > maxBad * rows)
    failures.push(`${bad} of ${rows} rows were refused: more than the ${percent(maxBad)} of --max-bad`);
  for (const query of sent.changedQueries) {
    const text = `${query}: its definition has changed since ${dataDir} counted ${sent.resumed} of these events, and it counts only what came after: give another --data-dir to count them anew`;
    if (sent.events === 0) failures.push(text);
    else say(text);
  }
  return failures;
}
