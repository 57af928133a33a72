import { printable } from '../engine/text/printable';

const NAMES_SHOWN = 20;
const NAME_LENGTH_MAX = 40;

/** Names from outside as a list: the first of them. */
export function printableList(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(name => printable(name, NAME_LENGTH_MAX));
  if (names.length > NAMES_SHOWN) shown.push(`and ${names.length - NAMES_SHOWN} more`);
  return shown.join(', ');
}
