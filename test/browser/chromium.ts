import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Starts an installed Chromium; undefined, with one line that says so, where there is none.
 *
 * @throws Error in CI where there is none: what is never run must not pass.
 */
export async function startChromium(): Promise<Browser | undefined> {
  const executablePath = PLACES.find(existsSync);
  if (executablePath)
    return chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--js-flags=--expose-gc', '--disable-dev-shm-usage'],
    });
  if (process.env['CI']) throw new Error('no Chromium here; apt-get install chromium');
  console.log('skipped: no Chromium here; apt-get install chromium');
  return undefined;
}
