/** A mistake in a template: one line with the position of the placeholder. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
