/// <reference lib="dom" />
import type { PipelineDescription } from '../api/contract';
import { readPipelines } from './feed';
import { showMessage } from './header';
import { Page } from './page';
import { inWords } from './problem';

const AGAIN_AFTER_MS = 1_000;

/** The server listens before its pipelines run: asks until they do. */
async function pipelines(): Promise<readonly PipelineDescription[]> {
  for (;;) {
    try {
      const answer = await readPipelines();
      showMessage(undefined);
      return answer.pipelines;
    } catch (error) {
      showMessage(inWords('Waiting', error), 'waiting');
      await new Promise(resolve => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  }
}

void pipelines().then(all => new Page(all).start());
