import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Longest wait for answers under way when a server closes, ms. */
const DRAIN_MS_MAX = 5_000;
/** For what a server still does after an answer, ms: kinesalite deletes expired records then. */
const AFTERMATH_MS = 20;

/**
 * Makes an embedded server safe to kill clients of and to close. Left alone, kinesalite and dynalite throw, and so end
 * the whole process, when a client's connection breaks or a database closes under an answer.
 *
 * @returns resolves when no answer is under way.
 */
export function guard(server: Server): { drained(): Promise<void> } {
  let underWay = 0;
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
    let started = false;
    request.on('end', () => {
      started = true;
      underWay++;
    });
    response.end = ((...args: unknown[]) => {
      if (started) underWay--;
      started = false;
      return end(...args);
    }) as ServerResponse['end'];
  });
  server.on('request', (request: IncomingMessage) => {
    request.removeAllListeners('error');
    request.on('error', () => undefined);
  });
  return {
    drained: async () => {
      const deadlineMs = Date.now() + DRAIN_MS_MAX;
      while (underWay > 0 && Date.now() < deadlineMs) await new Promise(done => setTimeout(done, 5));
      await new Promise(done => setTimeout(done, AFTERMATH_MS));
    },
  };
}
