import type { AttributeValue, Item } from '../ports';

/** Largest item that DynamoDB takes, bytes (developer guide: Constraints in DynamoDB). */
export const ITEM_BYTES_LIMIT = 400 * 1024;

/**
 * The bytes of an item as DynamoDB counts them (developer guide: DynamoDB item sizes and formats): names and texts in UTF-8,
 * binary values as they are, a number by its digits (taken at their most, 21), 3 bytes for a list or a map and 1 for each of its
 * elements.
 */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return NUMBER_BYTES;
  if (value === null || typeof value === 'boolean') return 1;
  if (value instanceof Uint8Array) return value.length;
  if (isList(value)) return value.reduce<number>((sum, element) => sum + 1 + valueBytes(element), CONTAINER_BYTES);
  return Object.entries(value).reduce(
    (sum, [name, element]) => sum + 1 + Buffer.byteLength(name) + valueBytes(element),
    CONTAINER_BYTES,
  );
}

const NUMBER_BYTES = 21;
const CONTAINER_BYTES = 3;

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

/**
 * Every item's size is bounded where it is made. One that is too large all the same is an error of ours, and is said to be one
 * before DynamoDB refuses it.
 *
 * @throws RangeError that names the item.
 */
export function checkItemSize(item: Item): void {
  const bytes = itemBytes(item);
  if (bytes > ITEM_BYTES_LIMIT)
    throw new RangeError(`item ${item.pk} ${item.sk} has ${bytes} bytes, DynamoDB takes ${ITEM_BYTES_LIMIT}`);
}
