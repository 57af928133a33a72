/// <reference lib="dom" />
import { element, link } from './elements';
import { SignedOut } from './feed';

/** What went wrong, for the reader: one line, and the way to the sign-in where that helps. */
export function inWords(what: string, error: unknown): Node {
  const line = element('span', { textContent: `${what}: ${error instanceof Error ? error.message : String(error)}.` });
  if (error instanceof SignedOut) line.append(' ', link('/sign-in.html', 'Sign in'));
  return line;
}
