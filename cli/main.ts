import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type * as audit from './audit';
import type * as bench from './bench';
import type * as check from './check';
import type * as explain from './explain/explain';
import type * as feed from './feed/feed';
import type * as local from './local';
import type * as produce from './produce';
import type * as replay from './replay';
import type * as size from './size';
import type * as streams from './streams';
import type * as tail from './tail';
import { address, badShare, collectKeys, hostNames, startAt, streamName, streamNameOrArn } from './arguments';
import { awsErrorLine } from './aws-error';
import { inputOptions, lookupOption } from './input-options';
import { feedOptions, sourceOptions } from './feed/options';
import { onInterrupt } from './interrupt';
import { durationFrom, numberFrom, positiveUpTo, wholeFrom } from './numbers';
import { say } from './progress';
import { refuseRepeated } from './script';
import { isUserError } from './user-error';

/** As many as one machine may reasonably run, and events per second that it may reasonably make. */
const SHARDS_MAX = 64;
const rate = positiveUpTo(1_000_000);

const require = createRequire(__filename);

/** A command's code, read when it is asked for: `--help` need not wait for the SDK. */
const load = <T>(path: string): T => require(path) as T;

/** Runs a command; a mistake of the user's is one line on stderr and exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  // What a definition prints while it is loaded is none of the results.
  for (const method of ['log', 'info', 'debug'] as const) console[method] = console.error;
  goWhereTyped();
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  // A reader that has seen enough, such as `head`, ends the output and not with an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    const message = isUserError(error) ? error.message : awsErrorLine(error);
    if (message === undefined || process.env['TIDEMARK_DEBUG']) throw error;
    for (const line of message.split('\n')) say(`tidemark: ${line}`);
    process.exitCode = 1;
  }
}

/** `npm run` goes to the project's folder first: paths are meant from where it was typed. */
function goWhereTyped(): void {
  const { INIT_CWD: typed, npm_package_json: manifest } = process.env;
  const root = resolve(__dirname, '..');
  if (typed && manifest && resolve(manifest, '..') === root && process.cwd() === root) process.chdir(typed);
}

/** Each command loads its own code: starting is quick. */
function program(): Command {
  const tidemark = new Command('tidemark')
    .description('Event-time windows on AWS with no cluster to run.')
    .configureHelp({ sortSubcommands: false })
    .showHelpAfterError('(--help shows what is possible)');

  sourceOptions(inputOptions(tidemark.command('local')))
    .description('run pipelines on this machine, with synthetic traffic, a file or a live source, until Ctrl-C')
    .option('--pipeline <name or file...>', "pipelines to run (default: page-views and trades, or the feed's)")
    .option('--feed <name>', 'a live source in place of synthetic traffic, as the command feed takes it')
    .option('--rate <events/s>', 'synthetic events per second and pipeline', rate, 20)
    .option('--port <port>', 'port of the page, the API and the collector', wholeFrom(0, 65_535), 4100)
    .option('--host <address>', 'address they listen on; all else stays on 127.0.0.1', address, '127.0.0.1')
    .option('--allow-host <names>', 'comma-separated host names to serve beside localhost', hostNames)
    .option('--data-dir <folder>', 'where state is kept between runs (default: a temporary folder)')
    .option('--shards <number>', 'of each source stream that is made (default: 2)', wholeFrom(1, SHARDS_MAX))
    .option('--schemas <folder>', 'schemas that records name: files called <version id>.avsc or .proto')
    .action(options => load<typeof local>('./local').local(options, interrupted()));

  inputOptions(tidemark.command('replay'))
    .description('run a file through the whole pipeline to its end; results as NDJSON on stdout, counts on stderr')
    .requiredOption('--pipeline <name or file>', 'the pipeline')
    .option(
      '--data-dir <folder>',
      'where state is kept: a replay that was stopped goes on (default: a temporary folder)',
    )
    .option('--shards <number>', 'of the source stream that is made (default: 2)', wholeFrom(1, SHARDS_MAX))
    .option('--query <names...>', 'whose results are printed (default: all)')
    .option('--max-bad <share>', 'fail when more rows are refused, as 0.05 or 5% (default: when all are)', badShare)
    .action(options => load<typeof replay>('./replay').replay(options));

  tidemark
    .command('check')
    .argument('<name or file>', 'the pipeline')
    .description('say what is wrong in a definition, each mistake with its place, or that it is right')
    .option('--json', 'as JSON')
    .action((definition, options) => load<typeof check>('./check').check(definition, options));

  tidemark
    .command('explain')
    .argument('<name or file>', 'the pipeline')
    .description('say what a definition does: its plan, panes, columns, errors, state, cost, and what a change keeps')
    .option('--against <name or file>', 'an older definition: what is kept where this one is deployed over it')
    .option('--deployed', 'the same of the pipeline that runs here or on AWS, by what its state table holds')
    .option(
      '--data-dir <folder>',
      'with --deployed: a data folder that no runner uses now (default: the running one, else AWS)',
    )
    .option('--state-table <name>', "with --deployed: the state table (default: the one of the pipeline's stack)")
    .option('--rate <events/s>', 'mean rate of events', positiveUpTo(1e9), 1_000)
    .option('--bytes <bytes>', 'mean size of an event as JSON', numberFrom(1, 10 * 1024 * 1024), 250)
    .option('--keys <number>', 'different keys of a query in one window', wholeFrom(1, 1e9), 100)
    .option('--json', 'as JSON')
    .action((definition, options) => load<typeof explain>('./explain/explain').explain(definition, options));

  tidemark
    .command('produce')
    .description(
      'put synthetic events on a stream: of the runner on this machine, of an emulator (AWS_ENDPOINT_URL), or of AWS',
    )
    .requiredOption('--pipeline <name or file>', 'the pipeline whose events to make')
    .option('--stream <name>', "the stream (default: the pipeline's source stream)", streamName)
    .option(
      '--template <file>',
      'a template of the Kinesis Data Generator (default: the generator that comes with the pipeline)',
    )
    .option('--rate <events/s>', 'mean rate', rate, 10)
    .addOption(
      new Option('--shape <shape>', 'how the rate goes over time')
        .choices(['constant', 'daily', 'weekly'])
        .default('constant'),
    )
    .option('--duration <duration>', "how long, such as '5 minutes' (default: until Ctrl-C)", durationFrom(1))
    .option('--total <events>', 'end after so many events', wholeFrom(1, 1e12))
    .addOption(
      new Option('--backfill <duration>', 'begin so far in the past, at full speed')
        .argParser(durationFrom(0))
        .default(0, 'now'),
    )
    .option('--late-share <share>', 'share of events to send late, 0-1', numberFrom(0, 1), 0)
    .addOption(
      new Option('--late-mean <duration>', 'mean delay of those, exponentially distributed')
        .argParser(durationFrom(1))
        .default(30_000, '30 seconds'),
    )
    .option('--seed <number>', 'the same seed gives the same events', wholeFrom(0, 2 ** 32 - 1), 1)
    .addOption(new Option('--compression <kind>', 'of records').choices(['gzip', 'none']).default('gzip'))
    .option(
      '--one-per-record',
      'one event a record, as other producers do: at 1,000 events/s of 250 bytes, PUT units cost $36.79 a month instead of $0.05',
    )
    .action(options => load<typeof produce>('./produce').produceTo(options, interrupted()));

  feedOptions(tidemark.command('feed')).action((name, options) =>
    load<typeof feed>('./feed/feed').feedTo(name, options, interrupted()),
  );

  tidemark
    .command('tail')
    .argument('<stream>', 'name of the stream', streamName)
    .description('print the events or results of a stream as they come')
    .option('--from-start', 'from the oldest record kept')
    .option('--once', 'end at the present end of the stream')
    .action((stream, options) => load<typeof tail>('./tail').tail(stream, options, interrupted()));

  tidemark
    .command('streams')
    .description('list streams and their shards')
    .option('--count', 'count the records of each shard')
    .action(options => load<typeof streams>('./streams').streams(options));

  tidemark
    .command('audit')
    .description(
      'read the source stream again and hold it against the commits: no gap, no overlap, every record counted',
    )
    .requiredOption('--pipeline <name or file>', 'the pipeline whose commits to check')
    .option('--data-dir <folder>', 'a data folder that no runner uses now (default: the running one, else AWS)')
    .option('--stream <name or ARN>', "the source stream (default: the pipeline's name, - as _)", streamNameOrArn)
    .option('--start-at <time>', 'where the pipeline begins in the stream (default: its oldest record)', startAt)
    .option('--state-table <name>', "the state table (default: the one of the pipeline's stack)")
    .option('--json', 'as JSON')
    .addOption(lookupOption())
    .action(options => load<typeof audit>('./audit').audit(options));

  tidemark
    .command('size')
    .description('how many shards a pipeline needs and what it costs a month, line by line, beside the alternatives')
    .requiredOption('--pipeline <name or file>', 'the pipeline')
    .requiredOption('--events <events/s>', 'mean rate', positiveUpTo(1e9))
    .requiredOption('--bytes <bytes>', 'mean size of an event as JSON', numberFrom(1, 10 * 1024 * 1024))
    .addOption(
      new Option(
        '--keys <number or query=number...>',
        "different keys of a query in one window; also a query's own number, as in --keys 100 --keys visits=300000",
      )
        .argParser(collectKeys)
        .default({ keysOf: {} }, '100'),
    )
    .addOption(
      new Option('--format <format>', 'one event a record, or many, plain or compressed')
        .choices(['json', 'ndjson', 'gzip'])
        .default('gzip'),
    )
    .option('--peak <factor>', 'highest rate over the mean', numberFrom(1, 1_000), 2)
    .option('--feed', 'with a live source as a service on AWS')
    .option('--on-demand', 'streams that scale by themselves, billed by bytes')
    .addOption(
      new Option('--source <own or existing>', 'whose the stream is').choices(['own', 'existing']).default('own'),
    )
    .option('--prices <file>', 'JSON with prices of your own; those that are absent stay')
    .option('--json', 'as JSON')
    .action(options => load<typeof size>('./size').size(options));

  tidemark
    .command('bench')
    .description('time how events are read and folded, beside a handler written by hand; about two minutes')
    .option('--only <text>', 'the cases whose names hold this')
    .option('--smoke', 'short; exit code 1 where a ratio has fallen far')
    .option('--json', 'as JSON')
    .action(options => load<typeof bench>('./bench').bench(options));

  for (const command of tidemark.commands) refuseRepeated(command);
  return tidemark;
}

/** Aborted by the first Ctrl-C or a request to terminate. */
export function interrupted(): AbortSignal {
  const controller = new AbortController();
  onInterrupt(() => controller.abort());
  return controller.signal;
}
