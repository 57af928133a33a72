/** A definition that was refused at load. The message is one line a mistake. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';

  constructor(
    readonly pipeline: string,
    readonly problems: readonly string[],
  ) {
    super(problems.map(text => `pipeline ${JSON.stringify(pipeline)}: ${text}`).join('\n'));
  }
}
