import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomBytes } from 'node:crypto';
import type { CataloguedPipeline } from '../../api/catalogue';
import { takesPageViews } from '../../collector/accepts';
import type { Pipeline } from '../../engine/definition/pipeline';
import { DynamoTable } from '../../lambda/aws/dynamo-table';
import { KinesisOutput } from '../../lambda/aws/kinesis-output';
import { systemClock } from '../../lambda/aws/system-clock';
import type { LocalRunner } from '../runner';
import type { Services } from './server';

/** What the web server answers from: the tables of a runner's pipelines, and the stream that takes page views. */
export function servicesOf(
  runner: Pick<LocalRunner, 'resources' | 'sourceStream'>,
  pipelines: readonly (Pipeline & CataloguedPipeline)[],
  clients: { readonly kinesis: KinesisClient; readonly dynamodb: DynamoDBClient },
): Services {
  const documents = DynamoDBDocumentClient.from(clients.dynamodb);
  const sources = pipelines.map(pipeline => {
    const { resultsTable, stateTable } = runner.resources(pipeline.name);
    return {
      pipeline,
      results: new DynamoTable(documents, resultsTable!),
      state: new DynamoTable(documents, stateTable),
    };
  });
  const views = pipelines.find(takesPageViews);
  return {
    api: { sources, clock: systemClock },
    collector: views && {
      stream: new KinesisOutput(clients.kinesis, runner.sourceStream(views.name)),
      salts: saltsOfThisProcess(),
      clock: systemClock,
      honourDoNotTrack: true,
    },
  };
}

/** One process is all there is here, so a day's salt needs no table; it ends with the day or the process. */
function saltsOfThisProcess() {
  let latest = { day: '', salt: '' };
  return {
    of: (day: string): Promise<string> => {
      if (latest.day !== day) latest = { day, salt: randomBytes(32).toString('base64url') };
      return Promise.resolve(latest.salt);
    },
  };
}
