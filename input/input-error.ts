/** A mistake of the user's about the input: one line that names what is wrong and where. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
