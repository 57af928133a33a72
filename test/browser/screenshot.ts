import { join } from 'node:path';
import { positiveUpTo } from '../../cli/numbers';
import { scriptOptions } from '../../cli/script';
import { startChromium } from './chromium';
import { LocalPipeline } from './local-pipeline';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');
const { seconds } = scriptOptions<{ readonly seconds: number }>(
  'npm run screenshot --',
  'Pictures of the page for the README.',
  command =>
    command.option(
      '--seconds <number>',
      'how long the pipeline runs before, so that there is something to see',
      positiveUpTo(86_400),
      180,
    ),
);

async function screenshot(): Promise<void> {
  const browser = await startChromium();
  if (!browser) return;
  const pipeline = new LocalPipeline();
  try {
    await pipeline.start();
    await new Promise(resolve => setTimeout(resolve, seconds * 1_000));
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
