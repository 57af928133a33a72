import {
  boolean,
  count,
  definePipeline,
  epochMicros,
  epochNanos,
  epochSeconds,
  isoTime,
  number,
  string,
  time,
  tumbling,
} from 'tidemark';
import type { Pipeline } from '../engine/definition/pipeline';
import { seededRandom } from '../producer/random';

const START_MS = Date.UTC(2026, 9, 1, 12);
const queries = { all: { window: tumbling('1 minute'), select: { n: count() } } };

/** Times of every kind that is not in the other schemas, as number and as text. */
export function timesPipeline(): Pipeline {
  return definePipeline({
    name: 'bench-times',
    event: {
      micros: epochMicros(),
      nanos: epochNanos().optional(),
      textNanos: epochNanos({ text: true }).optional(),
      seconds: epochSeconds({ text: true }).optional(),
      local: isoTime({ zone: 'Australia/Sydney' }).optional(),
      log: time({ format: 'dd/MMM/yyyy:HH:mm:ss Z' }).optional(),
    },
    eventTime: 'micros',
    queries,
  });
}

export function timesTexts(count: number): string[] {
  const random = seededRandom(4);
  const below = (n: number): string =>
    Math.floor(n * random())
      .toString()
      .padStart(String(n - 1).length, '0');
  return Array.from({ length: count }, (_, i) => {
    const ms = START_MS + i * 977;
    const iso = new Date(ms).toISOString();
    const log = new Date(ms).toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +1000');
    return `{"micros":${ms}${below(1000)},"nanos":${ms}${below(1e6)},"textNanos":"${ms}${below(1e6)}","seconds":"${ms / 1000}","local":"${iso.slice(0, 19).replace('T', ' ')}","log":"${log}"}`;
  });
}

/** Fields within arrays, and a parent that has both names and places. */
export function listsPipeline(): Pipeline {
  return definePipeline({
    name: 'bench-lists',
    event: {
      first: number({ at: 'list[0].p' }).optional(),
      third: string({ at: 'list[2]' }).optional(),
      on: boolean({ at: 'a.on', text: true }).optional(),
      deep: string({ at: 'a."x.y".b[1]' }).optional(),
      kind: string(),
      at: isoTime({ at: 'meta.dt' }),
    },
    eventTime: 'at',
    queries,
  });
}

export function listsTexts(count: number): string[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, (_, i) => {
    const list = [{ p: Math.round(1e4 * random()) / 100, q: [i] }, i % 3, `third ${i % 7}`, {}, null].slice(
      0,
      3 + (i % 3),
    );
    const a = { on: i % 2 ? 'true' : false, 'x.y': { b: ['no', `text ${i}`, 7], c: {} } };
    return JSON.stringify({ kind: 'edit', list, a, meta: { dt: new Date(START_MS + i).toISOString(), id: `é${i}` } });
  });
}
