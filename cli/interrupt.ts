/** Within this time a second signal is the same Ctrl-C: npm passes on what the terminal sent to the whole group already. */
const SAME_INTERRUPT_MS = 2_000;

/** Calls `stop` at the first Ctrl-C or request to terminate; one that comes later ends the process at once with 130. */
export function onInterrupt(stop: () => void): void {
  let stoppingSinceMs: number | undefined;
  const interrupt = (): void => {
    if (stoppingSinceMs === undefined) {
      stoppingSinceMs = Date.now();
      stop();
    } else if (Date.now() - stoppingSinceMs > SAME_INTERRUPT_MS) process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
}
