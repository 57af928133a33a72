import {
  count,
  definePipeline,
  epochMillis,
  first,
  last,
  max,
  number,
  string,
  topK,
  tumbling,
} from '../../../engine/index';

/** Values of every type; the first of a query is no number. */
export const typed = definePipeline({
  name: 'typed',
  event: { device: string(), room: string(), celsius: number(), at: epochMillis() },
  eventTime: 'at',
  watermark: { outOfOrderness: 0 },
  queries: {
    rooms: {
      groupBy: ['device'],
      window: tumbling('10 seconds'),
      select: { room: last('room'), most: topK('room', 2), n: count(), hottest: max('celsius') },
    },
    texts: { groupBy: ['device'], window: tumbling('10 seconds'), select: { room: first('room') } },
  },
});
