const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a text is a number as JSON writes them: no blanks, no sign `+`, no needless zeros. */
export function isNumberText(text: string): boolean {
  return JSON_NUMBER.test(text);
}
