/** Text above this is compressed, bytes; rows of prices then to an eighth (10 to 380 rows of a window measured). */
const PLAIN_BYTES_MAX = 1024;
const COMPRESSED_SHARE = 1 / 8;
const COMPRESSED_HEAD_BYTES = 120;

/** Bytes of an item of results, by those of its rows as text. */
export function storedBytes(textBytes: number): number {
  return textBytes <= PLAIN_BYTES_MAX ? textBytes : COMPRESSED_HEAD_BYTES + textBytes * COMPRESSED_SHARE;
}

/** Above this a window's rows are split into 64 items, bytes. */
const INLINE_BYTES_MAX = 32 * 1024;
const BUCKETS = 64;

/** Items that a window's rows are stored in, by their bytes as text. */
export const itemsOf = (blockBytes: number): number => (blockBytes <= INLINE_BYTES_MAX ? 1 : BUCKETS);
