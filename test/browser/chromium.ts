import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts an installed Chromium; undefined, with one line that says so, where there is none. */
export async function startChromium(): Promise<Browser | undefined> {
  const executablePath = PLACES.find(existsSync);
  if (executablePath)
    return chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--js-flags=--expose-gc', '--disable-dev-shm-usage'],
    });
  console.log('skipped: no Chromium here; apt-get install chromium');
  return undefined;
}
