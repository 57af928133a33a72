import { BEGINNING } from '../../cli/feed/position';
import { FeedPump } from '../../cli/feed/pump';
import { TRADE_EXAMPLE } from '../../feeds/trade';
import { systemClock } from '../../lambda/aws/system-clock';
import trades from '../../pipelines/trades';
import { evenRanges, Lanes } from '../../producer/lanes';
import { StreamWriter } from '../../producer/stream-writer';

test('where the stream refuses, nobody waits for room any longer', async () => {
  const putRecords = () => Promise.reject(Object.assign(new Error('denied'), { $fault: 'client' }));
  const pump = new FeedPump({
    pipeline: trades,
    rename: {},
    lanes: new Lanes(evenRanges(1)),
    writer: new StreamWriter({ putRecords, clock: systemClock, isPassing: () => false }),
    clock: systemClock,
    position: BEGINNING,
    save: () => undefined,
    onTold: () => undefined,
  });
  pump.add(
    Array.from({ length: 20_000 }, () => ({ fields: TRADE_EXAMPLE, timeMs: 0 })),
    undefined,
  );
  const room = pump.whenRoom();
  expect(room).toBeDefined();
  await expect(pump.run()).rejects.toThrow('denied');
  await room;
});
