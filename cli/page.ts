import { builtPage } from '../lib/web/built-page';
import type { Files } from '../local/web/server';
import { buildTracker } from '../tracker/build';

/** What is served beside the API: the page and the tracker. */
export async function webFiles(): Promise<Files> {
  const tracker = { body: buildTracker(), type: 'text/javascript; charset=utf-8' };
  return new Map([...(await builtPage()), ['/tracker.js', tracker]]);
}
