/// <reference lib="dom" />
import { byId } from './elements';
import { readPipelines } from './feed';
import { Page } from './page';

const AGAIN_AFTER_MS = 1_000;

/** The server listens before its pipelines run: asks until they do. */
async function start(): Promise<void> {
  for (;;) {
    try {
      const { pipelines } = await readPipelines();
      byId('message').hidden = true;
      return new Page(pipelines).start();
    } catch (error) {
      byId('message').hidden = false;
      byId('message').textContent = `Waiting: ${(error as Error).message}`;
      await new Promise(resolve => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  }
}

void start();
