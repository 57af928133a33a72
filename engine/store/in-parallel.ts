/**
 * Applies `work` to each of `all`, at most `limit` at a time; results in the order of `all`. After a failure nothing more is
 * begun, and the first one is thrown once all that was under way has ended: nothing goes on behind the caller's back. (Lambda
 * freezes a function that has answered, and what was under way would be resumed in a later invocation.)
 */
export async function inParallel<T, R>(all: readonly T[], limit: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(all.length);
  const failures: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < all.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(all[index]!);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
