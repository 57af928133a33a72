import { InputError } from '../../input/input-error';
import type { InputEvent } from '../../input/input-event';
import { evenRanges, Lanes } from '../../producer/lanes';
import { sendInput } from '../../producer/send-input';
import { StreamWriter } from '../../producer/stream-writer';
import { ManualClock } from './support/manual-clock';
import { MemoryStream } from './support/memory-stream';

function send(input: AsyncIterable<InputEvent[]>, stream: MemoryStream) {
  const clock = new ManualClock();
  const rejected: number[] = [];
  const done = sendInput({
    input,
    packer: { lanes: new Lanes(evenRanges(3)), eventsMax: 7 },
    writer: new StreamWriter({ putRecords: stream.putRecords, clock }),
    clock,
    onRejected: ({ line }) => rejected.push(line),
  });
  return { done, rejected };
}

async function* batches(count: number, error?: Error): AsyncGenerator<InputEvent[]> {
  for (let line = 1; line <= count; line += 1) {
    const event = { line, bytes: Buffer.from(`{"n":${line}}`), partitionKey: `k${line % 5}` };
    yield line % 10 === 0 ? [{ line, rejected: 'too long', sample: '' }] : [event];
  }
  if (error) throw error;
}

describe('sending an input', () => {
  it('sends every event and tells of every rejected line', async () => {
    const stream = new MemoryStream();
    const { done, rejected } = send(batches(100), stream);
    expect(await done).toEqual({ events: 90, rejected: 10, lastLine: 100 });
    expect(stream.lines()).toHaveLength(90);
    expect(rejected).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it('sends what stands before a damage, then fails', async () => {
    const stream = new MemoryStream();
    await expect(send(batches(29, new InputError('damaged')), stream).done).rejects.toThrow('damaged');
    expect(stream.lines()).toHaveLength(27);
  });
});
