import { gzipSync } from 'node:zlib';
import { buildPage } from '../../page/build';

test('the page and all that it loads are less than 150 kB gzipped', async () => {
  const files = [...(await buildPage()).values()];
  const bytes = files.reduce((sum, { body }) => sum + gzipSync(body).length, 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(150_000);
});
