import { createHash } from 'node:crypto';
import type { Scalar } from '../../values';
import { hashOf } from '../../accumulators/hash';
import { type ScalarFunction, scalarFunction } from './scalar-function';

export const HASHES: readonly ScalarFunction[] = [
  scalarFunction({
    name: 'md5',
    takes: ['text'],
    gives: 'text',
    plain: (text: string) => createHash('md5').update(text).digest('hex'),
  }),
  /** 53 bits, the same for ever: `hash(id) % 100 < 10` samples a tenth of the ids. */
  scalarFunction({ name: 'hash', takes: ['any'], gives: 'integer', plain: (value: Scalar) => hashOf(value) }),
];
