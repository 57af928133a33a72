import { gzipSync } from 'node:zlib';
import { DECOMPRESSED_BYTES_MAX } from '../../engine/events/open-record';
import type { Random } from './random';
import type { SentEvent } from './sent-event';
import { STRANGE_NS } from './strange-values';
import type { TrueEvent } from './truth';

export interface SentRecord {
  readonly data: Buffer;
  readonly truth: readonly TrueEvent[];
}

/** An event that no schema takes, or not every one. */
export function badEvent(random: Random, index: number, good: Readonly<Record<string, unknown>>): SentEvent {
  if (random.chance(0.4)) {
    const [why, line] = random.pick([
      ['not JSON', '{"at": 1,'],
      ['trailing text', `${JSON.stringify(good)} x`],
      ['invalid UTF-8', Buffer.from(JSON.stringify({ ...good, k: '\xff\xfe' }), 'latin1')],
      ['an array', '[1]'],
      ['null', 'null'],
      ['a number', '7'],
    ] as const);
    return { line: Buffer.from(line as string), event: { kind: 'broken', index, why } };
  }
  const change = random.pick([
    { k: undefined },
    { k: 5 },
    { n: null },
    { n: 1.5 },
    ...Array.from({ length: 5 }, () => ({ n: random.pick(STRANGE_NS) })),
    { x: '1' },
    { y: 0.5 },
    { at: undefined },
    { at: true },
    { at: -5 },
  ]);
  const fields = { ...good, ...change };
  return { line: Buffer.from(JSON.stringify(fields)), event: { kind: 'object', index, fields } };
}

/** A record that cannot be opened, or that holds no good event. */
export function poisonRecord(random: Random, bad: () => SentEvent): SentRecord {
  const gz = gzipSync(Buffer.from('{"at":1}'));
  switch (random.int(0, 5)) {
    case 0:
      return unopened(gz.subarray(0, gz.length - random.int(1, 12)), 'gzip cut short');
    case 1:
      return unopened(
        Buffer.concat([gz.subarray(0, 3), Buffer.from('nothing that inflates')]),
        'gzip header and noise',
      );
    case 2:
      return {
        data: Buffer.from(random.pick(['', '\n', ' \n '])),
        truth: [{ kind: 'broken', index: 0, why: 'blank' }],
      };
    case 3:
      return random.chance(0.1) ? unopened(bomb(), 'inflates beyond the bound') : binaryRecord(random.int(1, 3_000));
    default: {
      const { line, event } = bad();
      return { data: line, truth: [event] };
    }
  }
}

/** Bytes that are no text: each takes three as U+FFFD. */
export function binaryRecord(bytes: number): SentRecord {
  return { data: Buffer.alloc(bytes, 0xfe), truth: [{ kind: 'broken', index: 0, why: 'binary' }] };
}

const unopened = (data: Buffer, why: string): SentRecord => ({
  data,
  truth: [{ kind: 'broken', index: null, why }],
});

let lastBomb: Buffer | undefined;

const bomb = (): Buffer => (lastBomb ??= gzipSync(Buffer.alloc(DECOMPRESSED_BYTES_MAX + 1, ' ')));
