/**
 * Control characters, halves of surrogate pairs, and what changes how the text around it is shown (marks of direction, of no
 * width, line separators). A fixed list: a class of Unicode would grow with the runtime, and with it what a digest covers.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\p{Surrogate}/gu;

/** Any text as one line that a terminal shows as it is: what cannot be shown as `\uXXXX`, and at most `max` characters. */
export function printable(text: string, max: number): string {
  // Only what may be shown is looked at: the text may be millions of characters long.
  const shown = text.slice(0, max + 1).replace(UNPRINTABLE, escaped);
  return shown.length > max ? `${wellCut(shown, max - 1)}…` : shown;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Cut before a pair of surrogates, never within it. */
function wellCut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
