import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface PageFile {
  readonly body: Uint8Array;
  readonly type: string;
}

const STYLES = [
  require.resolve('uplot/dist/uPlot.min.css'),
  ...['style.css', 'panels.css', 'figures.css'].map(name => join(__dirname, name)),
];

/** The page's files by path. Everything it loads is among them, so that it works offline. */
export function buildPage(): Promise<ReadonlyMap<string, PageFile>> {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022'],
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  const style = STYLES.map(file => readFileSync(file, 'utf8')).join('\n');
  const icon = readFileSync(join(__dirname, 'icon.svg'));
  return Promise.resolve(
    new Map([
      ['/index.html', { body: readFileSync(join(__dirname, 'index.html')), type: 'text/html; charset=utf-8' }],
      ['/page.js', { body: outputFiles[0]!.contents, type: 'text/javascript; charset=utf-8' }],
      ['/page.css', { body: Buffer.from(style), type: 'text/css; charset=utf-8' }],
      ['/icon.svg', { body: icon, type: 'image/svg+xml' }],
    ]),
  );
}
