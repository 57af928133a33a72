import { count, definePipeline, epochMillis, lag, sum, tumbling } from 'tidemark';
import type { Pipeline } from '../../../engine/definition/pipeline';

function defined(keep: unknown, ...overs: unknown[]): Pipeline {
  const [hours, changes] = overs;
  const kept = (value: unknown) => (value === undefined ? {} : { keep: value });
  return (definePipeline as (input: unknown) => Pipeline)({
    name: 'a',
    event: { at: epochMillis() },
    eventTime: 'at',
    queries: {
      minutes: { window: tumbling('1 minute'), select: { n: count() }, ...kept(keep) },
      hours: { over: 'minutes', window: tumbling('1 hour'), select: { n: sum('n') }, ...kept(hours) },
      changes: { over: 'minutes', select: { before: lag('n', 1) }, ...kept(changes) },
    },
  });
}

const keeps = ({ queries }: Pipeline): unknown[] => queries.map(({ keepMs }) => keepMs);

describe('how long results are kept', () => {
  it('is said of each query by itself', () => {
    expect(keeps(defined('90 days', '2 hours', 60_000))).toEqual([7_776_000_000, 7_200_000, 60_000]);
    expect(keeps(defined(undefined))).toEqual([undefined, undefined, undefined]);
  });

  it('is in no id, so that another keeps the state', () => {
    const ids = ({ queries, generation }: Pipeline): string[] => [generation, ...queries.map(({ id }) => id)];
    expect(ids(defined('90 days', '1 day', '1 day'))).toEqual(ids(defined(undefined)));
  });

  it.each([['59 seconds'], ['soon'], [-1], [null], ['40000 days'], [{ days: 90 }]])(
    'is from a minute to a hundred years, so not %j',
    keep => {
      expect(() => defined(keep, keep, keep)).toThrow(
        /queries\.minutes\.keep: expected 1 minute to 36525 days, such as '90 days'/,
      );
      expect(() => defined(keep, keep, keep)).toThrow(
        /queries\.hours\.keep: expected 1 minute to 36525 days, such as '90 days'/,
      );
      expect(() => defined(keep, keep, keep)).toThrow(
        /queries\.changes\.keep: expected 1 minute to 36525 days, such as '90 days'/,
      );
    },
  );
});
