import { required } from './environment';
import type { Streams } from './source-streams';

/** What the functions that read the source streams are told of them. */
export const sourceEnvironment = {
  /**
   * SOURCE_STREAM: the stream's name; its ARN where the pipeline did not make it. SOURCE_STREAMS: the same of each source by its
   * name, as JSON, where the pipeline has several.
   */
  streams: streamsOf(process.env['SOURCE_STREAMS']),
  /** SOURCE_START_AT: records that arrived before this time are passed over, ms; absent: all that are kept count. */
  startAtMs: timeOf(process.env['SOURCE_START_AT']),
  /** POWERTOOLS_SERVICE_NAME: what metrics and logs go by, where that is not the stream: pipelines may share one. */
  service: process.env['POWERTOOLS_SERVICE_NAME'] ?? required('SOURCE_STREAM'),
};

function streamsOf(text: string | undefined): Streams {
  return text ? (JSON.parse(text) as Streams) : required('SOURCE_STREAM');
}

function timeOf(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) throw new Error(`environment variable SOURCE_START_AT is no time: ${text}`);
  return timeMs;
}
