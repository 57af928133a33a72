import { MAX_EVENT_BYTES } from '../../input/input-event';
import { readLines } from '../../input/read-lines';
import { pipe } from './support/read-all';

/** Numbers and texts of the lines, read in chunks of so many bytes. */
async function linesOf(content: string, chunkBytes: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of readLines(pipe(content, chunkBytes)))
    for (const { number, bytes, isCut } of batch) lines.push(`${number} ${isCut ? 'cut' : bytes.toString()}`);
  return lines;
}

describe('lines', () => {
  it.each([
    ['newlines', 'a\nb\nc\n', ['1 a', '2 b', '3 c']],
    ['carriage returns', 'a\rb\rc', ['1 a', '2 b', '3 c']],
    ['both', 'a\r\nb\r\n\r\nc\r\n', ['1 a', '2 b', '4 c']],
    ['carriage returns, and the last with a newline', 'a\rb\rc\n', ['1 a', '2 b', '3 c']],
    ['one after another', 'a\rb\nc\r\nd\n\re', ['1 a', '2 b', '3 c', '4 d', '6 e']],
  ])('end with %s, however the bytes are cut into chunks', async (_, content, lines) => {
    for (const chunkBytes of [1, 2, 3, 100]) expect(await linesOf(content, chunkBytes)).toEqual(lines);
  });

  it('begin without a byte order mark, as where files were joined', async () => {
    for (const chunkBytes of [1, 2, 5, 100])
      expect(await linesOf('\ufeffa\n\ufeffb\n\ufeff\nc\ufeff\n', chunkBytes)).toEqual(['1 a', '2 b', '4 c\ufeff']);
  });

  it('are cut behind the longest event, a byte order mark aside', async () => {
    const longest = 'x'.repeat(MAX_EVENT_BYTES);
    const lines = await linesOf(`\ufeff${longest}\r\n${longest}y\n\ufeff${longest}y\n`, 10_000);
    expect(lines).toEqual([`1 ${longest}`, '2 cut', '3 cut']);
  });
});
