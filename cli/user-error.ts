/** A mistake that the user can mend: shown as one line, without a stack, and the command exits with 1. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

const USER_ERRORS = new Set([
  'UserError',
  'InputError',
  'LocalError',
  'FeedError',
  'DefinitionError',
  'DefinitionFileError',
  'TemplateError',
  'SettingsError',
  'PricesError',
]);

export function isUserError(error: unknown): error is Error {
  return error instanceof Error && USER_ERRORS.has(error.name);
}
