/** Retries what the platform would retry: the same call until it succeeds. */
export async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!/out of reach|was lost/.test(String(error))) throw error;
    }
  }
}
