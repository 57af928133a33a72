import { join } from 'node:path';
import { startChromium } from './chromium';
import { LocalPipeline } from './local-pipeline';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');
/** How long the pipeline runs before the picture, ms, so that there is something to see. */
const RUN_MS = Number(process.argv[2] ?? 180) * 1_000;

/** Pictures of the page for the README: `npm run screenshot [-- SECONDS]`. */
async function screenshot(): Promise<void> {
  const browser = await startChromium();
  if (!browser) return;
  const pipeline = new LocalPipeline();
  try {
    await pipeline.start();
    await new Promise(resolve => setTimeout(resolve, RUN_MS));
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
      await page.goto(pipeline.address);
      await page.waitForSelector('.uplot canvas');
      await page.waitForTimeout(2_000);
      await page.screenshot({ path: join(IMAGES, `page-${colorScheme}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
    await pipeline.remove();
  }
}

void screenshot();
