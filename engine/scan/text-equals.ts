import type { Pipeline } from '../definition/pipeline';
import type { Reader } from '../expression/compile';
import type { Expression } from '../expression/expression';
import { type Slots, TEXT } from './slots';

/**
 * A reader of `field = 'text'` that makes no string of the field: bytes are compared with bytes. Undefined for any other
 * expression.
 *
 * @param names columns by slot.
 */
export function textEquals(
  expression: Expression,
  { fields }: Pick<Pipeline, 'fields'>,
  names: readonly string[],
  slots: Slots,
): Reader | undefined {
  if (expression.op !== 'call' || expression.fn !== '=') return undefined;
  const [column, literal] = expression.args;
  if (column?.op !== 'column' || literal?.op !== 'literal' || typeof literal.value !== 'string') return undefined;
  if (!Object.hasOwn(fields, column.name) || fields[column.name]!.kind !== 'string') return undefined;
  const wanted = literal.value;
  if (!wanted.isWellFormed()) return undefined; // it has no bytes of its own
  const bytes = Buffer.from(wanted);
  const slot = names.indexOf(column.name);
  return () => {
    if (slots.kinds[slot] === TEXT) return isTextAt(slots, slot, bytes);
    const value = slots.value(slot);
    return value === null ? null : value === wanted;
  };
}

function isTextAt({ text, starts, ends }: Slots, slot: number, wanted: Uint8Array): boolean {
  const start = starts[slot]!;
  if (ends[slot]! - start !== wanted.length) return false;
  const { bytes } = text;
  for (let i = 0; i < wanted.length; i++) if (bytes[start + i] !== wanted[i]) return false;
  return true;
}
