/** An invocation that failed: the handler threw, ran out of time or memory, or its process ended. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';

  constructor(
    readonly functionName: string,
    reason: string,
  ) {
    super(`${functionName}: ${reason}`);
  }
}
