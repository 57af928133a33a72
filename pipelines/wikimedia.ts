import { approxDistinct, boolean, count, definePipeline, integer, isoTime, string, topK, tumbling } from 'tidemark';

/** Changes in the wikis of Wikimedia, as the feed `wikimedia` gives them. */
export default definePipeline({
  name: 'wikimedia',
  event: {
    id: string(),
    time: isoTime(),
    wiki: string(),
    type: string(),
    title: string().optional(),
    user: string().optional(),
    bot: boolean().optional(),
    namespace: integer().optional(),
    bytes: integer().optional(),
  },
  derive: {
    is_edit: "type in ('edit', 'new')",
    by_bot: 'coalesce(bot, false)',
    page: "concat(wiki, ':', title)",
  },
  eventTime: 'time',
  partitionBy: 'id',
  watermark: { outOfOrderness: '10 seconds', idleTimeout: '30 seconds', maxFutureSkew: '1 minute' },
  late: { allowed: '1 hour' },
  // A feed that goes on where it stopped may send again what it had sent last.
  dedupe: { by: 'id', within: '10 minutes' },
  commitEvery: '5 seconds',
  queries: {
    /** Of all wikis together. */
    edits: {
      where: 'is_edit',
      window: tumbling('10 seconds'),
      select: {
        edits: count(),
        by_bots: 'count(*) filter (where by_bot)',
        bot_share: 'by_bots / edits',
        bytes_grown: 'sum(bytes)',
        users: approxDistinct('user'),
      },
    },
    by_wiki: {
      where: 'is_edit',
      groupBy: ['wiki'],
      window: tumbling('1 minute'),
      top: { n: 50, by: 'edits' },
      select: {
        edits: count(),
        by_bots: 'count(*) filter (where by_bot)',
        new_pages: "count(*) filter (where type = 'new')",
        bytes_grown: 'sum(bytes)',
        users: approxDistinct('user'),
      },
    },
    pages: {
      where: 'is_edit and not by_bot',
      window: tumbling('1 hour'),
      select: { edits: count(), most_edited: topK('page', 10) },
    },
  },
});
