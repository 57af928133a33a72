/** Text above this is compressed, bytes; rows of prices then to an eighth (10 to 380 rows of a window measured). */
const PLAIN_BYTES_MAX = 1024;
const COMPRESSED_SHARE = 1 / 8;
const COMPRESSED_HEAD_BYTES = 120;

/** Bytes of an item of results, by those of its rows as text. */
export function storedBytes(textBytes: number): number {
  return textBytes <= PLAIN_BYTES_MAX ? textBytes : COMPRESSED_HEAD_BYTES + textBytes * COMPRESSED_SHARE;
}
