/**
 * Text from outside as part of a message: control and format characters as escapes, cut to a length in characters.
 * A terminal shows it and does not obey it.
 */
export function printable(text: string, lengthMax = 80): string {
  const isLong = text.length > lengthMax;
  const cut = (isLong ? text.slice(0, lengthMax) : text).toWellFormed();
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escape) + (isLong ? '…' : '');
}

const NAMES_SHOWN = 20;
const NAME_LENGTH_MAX = 40;

/** Names from outside as a list: the first of them. */
export function printableList(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(name => printable(name, NAME_LENGTH_MAX));
  if (names.length > NAMES_SHOWN) shown.push(`and ${names.length - NAMES_SHOWN} more`);
  return shown.join(', ');
}

function escape(character: string): string {
  if (character === '\t') return '\\t';
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
