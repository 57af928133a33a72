/** A definition that was refused at load. The message is one line a mistake. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';

  /** @param pipeline its name as it was given, which may itself be wrong. */
  constructor(
    readonly pipeline: unknown,
    readonly problems: readonly string[],
  ) {
    const where = typeof pipeline === 'string' ? `pipeline ${JSON.stringify(pipeline)}` : 'pipeline without a name';
    super(problems.map(text => `${where}: ${text}`).join('\n'));
  }
}
