import { isoTimeMs } from '../engine/text/iso-time';

/** What Lambda and Kinesis both take: to the second, with its zone. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

const EXAMPLE = 'a time that has passed, such as 2026-11-30T12:00:00Z';

/**
 * Where a pipeline begins in a stream that has a past: the time as every reader of the stream gets it.
 *
 * @param problem takes what is wrong with it, one line.
 * @returns ISO 8601 in UTC, to the second.
 */
export function readStartAt(text: string, problem: (line: string) => undefined): string | undefined {
  if (text.toUpperCase() === 'LATEST')
    return problem(
      'LATEST is another place for each reader of a shard, and what comes between two of them would be in no window: ' +
        `give ${EXAMPLE}`,
    );
  const timeMs = TIME.test(text) ? isoTimeMs(text) : NaN;
  if (!(timeMs >= 0)) return problem(`expected ${EXAMPLE}: ${JSON.stringify(text)}`);
  if (timeMs > Date.now()) return problem(`is in the future, where Kinesis knows no place: ${text}`);
  return new Date(timeMs).toISOString().replace('.000', '');
}
