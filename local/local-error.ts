/** A mistake that the user can mend, such as a port taken or a folder of someone else: its message is one clear line. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}
