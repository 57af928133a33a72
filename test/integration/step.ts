/** One line of progress, with the seconds since the start. */
export function say(text: string): void {
  process.stderr.write(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
}

/** Something that is not as it must be. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

const POLL_MS = 500;

/**
 * Looks until a check no longer throws CheckFailed.
 *
 * @param timeoutMs after it, the check's own failure is thrown.
 */
export async function eventually(what: string, timeoutMs: number, check: () => Promise<string>): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return say(`${what}: ${await check()}`);
    } catch (error) {
      if (!(error instanceof CheckFailed) || performance.now() >= deadlineMs) throw named(what, error);
    }
    await new Promise(done => setTimeout(done, POLL_MS));
  }
}

function named(what: string, error: unknown): unknown {
  return error instanceof CheckFailed ? new CheckFailed(`${what}: ${error.message}`) : error;
}
