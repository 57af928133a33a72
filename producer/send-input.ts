import type { Clock } from '../engine/ports';
import type { InputEvent, RejectedLine } from '../input/input-event';
import { type PackerOptions, RecordPacker } from './record-packer';
import type { StreamWriter } from './stream-writer';

export interface SendInputOptions {
  readonly input: AsyncIterable<readonly InputEvent[]>;
  readonly packer: PackerOptions;
  readonly writer: StreamWriter;
  readonly clock: Clock;
  /** Ends reading; what has been read is still sent. */
  readonly signal?: AbortSignal | undefined;
  /** Called for each line that is no event. */
  readonly onRejected?: ((line: RejectedLine) => void) | undefined;
  /** Called after each batch of the input. */
  readonly onProgress?: ((counts: SendCounts) => void) | undefined;
}

export interface SendCounts {
  /** Events sent. */
  readonly events: number;
  /** Lines that are no event. */
  readonly rejected: number;
  /** Number of the last line read that was an event or rejected. */
  readonly lastLine: number;
}

/**
 * Sends the events of a file as fast as the stream takes them, each lane in the file's order; resolves when all is acknowledged.
 *
 * @throws InputError when reading fails: then all before it is acknowledged too. What the writer throws.
 */
export async function sendInput(options: SendInputOptions): Promise<SendCounts> {
  const { input, writer, clock, signal } = options;
  const packer = new RecordPacker(options.packer);
  const counts = { events: 0, rejected: 0, lastLine: 0 };
  try {
    for await (const batch of input) {
      for (const event of batch) {
        counts.lastLine = event.line;
        if ('rejected' in event) {
          counts.rejected += 1;
          options.onRejected?.(event);
        } else {
          counts.events += 1;
          await writeAll(packer.add(event, clock.now()));
        }
      }
      await writeAll(packer.due(clock.now()));
      options.onProgress?.({ ...counts });
      if (signal?.aborted) break;
    }
  } finally {
    await writeAll(packer.flush());
    await writer.drain();
  }
  return counts;

  async function writeAll(records: Parameters<StreamWriter['write']>[0]): Promise<void> {
    if (records.length > 0) await writer.write(records);
  }
}
