import type { LevelStore } from 'dynalite/db';

type Done<T> = (error: Error | null, value?: T) => void;

interface Read {
  readonly key: string;
  readonly done: Done<unknown>;
}

type Operation = { readonly type: 'put'; readonly key: string; readonly value: unknown } | { type: 'del'; key: string };

interface Write {
  readonly operation: Operation;
  readonly done: Done<void>;
}

/**
 * Does what a turn of the event loop asks of a store by one read and one write. dynalite reads and puts each item of a batch
 * by itself, and its table's description before each, where most of the time is the way to the store and back.
 */
export function gatherCalls(db: LevelStore): void {
  const read = gathered<Read>(reads => readAll(db, reads));
  const write = gathered<Write>(writes => writeAll(db, writes));
  db.get = (key, done) => read({ key, done });
  db.put = (key, value, done) => write({ operation: { type: 'put', key, value }, done });
  db.del = (key, done) => write({ operation: { type: 'del', key }, done });
}

function gathered<T>(doAll: (calls: readonly T[]) => void): (call: T) => void {
  let waiting: T[] = [];
  return call => {
    if (waiting.push(call) > 1) return;
    setImmediate(() => {
      const calls = waiting;
      waiting = [];
      doAll(calls);
    });
  };
}

/** Each caller has a value of its own, which it may change. */
function readAll(db: LevelStore, reads: readonly Read[]): void {
  const keys = [...new Set(reads.map(({ key }) => key))];
  db.getMany(keys, { valueEncoding: 'utf8' }).then(
    texts => {
      const byKey = new Map(keys.map((key, i) => [key, texts[i]]));
      for (const { key, done } of reads) {
        const text = byKey.get(key);
        done(null, text === undefined ? undefined : JSON.parse(text));
      }
    },
    (error: Error) => reads.forEach(({ done }) => done(error)),
  );
}

function writeAll(db: LevelStore, writes: readonly Write[]): void {
  db.batch(
    writes.map(({ operation }) => operation),
    error => writes.forEach(({ done }) => done(error ?? null)),
  );
}
