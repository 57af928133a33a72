const SHOWN_MAX = 80;

/** Any value in a message: as JSON where it has a form there, within 80 characters and one line. */
export function showValue(value: unknown): string {
  const text = textOf(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 1)}…` : text;
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  try {
    if (typeof value === 'function') return value.name ? `the function ${value.name}` : 'a function';
    return JSON.stringify(value) ?? String(value);
  } catch {
    return `a value of type ${typeof value}`;
  }
}
