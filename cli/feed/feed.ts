import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { systemClock } from '../../lambda/aws/system-clock';
import { loadPipeline } from '../load-pipeline';
import { Progress, say } from '../progress';
import { kinesisTarget } from '../target';
import { UserError } from '../user-error';
import { checkFits, chooseFeed, type FeedSettings } from './choose-feed';
import { PositionFile } from './position-file';
import { PositionTable } from './position-table';
import type { PositionStore } from './position';
import { runLiveFeed } from './live-feed';

export interface FeedCommandSettings extends FeedSettings {
  readonly pipeline?: string;
  readonly stream?: string;
  readonly dataDir?: string;
  readonly positionTable?: string;
  readonly total?: number;
  readonly duration?: number;
  readonly report: number;
}

/** Puts a live source's events on a stream until the total, the duration or the signal ends it; what happens on stderr. */
export async function feedTo(name: string, settings: FeedCommandSettings, signal: AbortSignal): Promise<void> {
  const chosen = chooseFeed(name, settings);
  const pipeline = loadPipeline(settings.pipeline ?? chosen.feed.pipeline);
  checkFits(chosen, pipeline);
  const { client, name: target } = await kinesisTarget();
  const stream = settings.stream ?? pipeline.name.replaceAll('-', '_');
  const { title, terms } = chosen.feed;
  say(`${title} into ${stream} at ${target}; terms of use: ${terms}`);
  const progress = new Progress();
  const isTerminal = process.stderr.isTTY === true;
  const last = await runLiveFeed({
    chosen,
    pipeline,
    client,
    stream,
    openPosition: positionOf(settings),
    total: settings.total,
    signal:
      settings.duration === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(settings.duration)]),
    onTold(line) {
      progress.clear();
      say(`${name}: ${line}`);
    },
    onStatus: line => (isTerminal ? progress.show(line, systemClock.now()) : say(line)),
    statusEveryMs: settings.report,
  }).catch((error: unknown) => {
    progress.clear();
    if (error instanceof ResourceNotFoundException)
      throw new UserError(`no stream ${stream} at ${target}; \`streams\` lists them`);
    throw error;
  });
  progress.clear();
  say(last);
}

function positionOf({
  dataDir,
  positionTable,
}: FeedCommandSettings): ((name: string) => Promise<PositionStore>) | undefined {
  if (dataDir !== undefined && positionTable !== undefined)
    throw new UserError('--position-table takes the place of --data-dir: give one of them');
  if (positionTable !== undefined)
    return name => PositionTable.open(new DynamoDBClient(), positionTable, name, () => systemClock.now());
  return dataDir === undefined ? undefined : name => PositionFile.open(dataDir, name);
}
