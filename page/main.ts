/// <reference lib="dom" />
import { readPipelines } from './feed';
import { showMessage } from './header';
import { Page } from './page';
import { inWords } from './problem';

const AGAIN_AFTER_MS = 1_000;

/** The server listens before its pipelines run: asks until they do. */
async function start(): Promise<void> {
  for (;;) {
    try {
      const { pipelines } = await readPipelines();
      showMessage(undefined);
      return new Page(pipelines).start();
    } catch (error) {
      showMessage(inWords('Waiting', error), 'waiting');
      await new Promise(resolve => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  }
}

void start();
