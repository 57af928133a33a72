/// <reference lib="dom" />
import { element } from './elements';

type Rows = readonly (readonly (string | number | null)[])[];

/** Rows as CSV (RFC 4180); what a spreadsheet would take for a formula is a text to it (OWASP, CSV Injection). */
export const toCsv = (rows: Rows): string => rows.map(row => `${row.map(cellOf).join(',')}\r\n`).join('');

function cellOf(value: string | number | null): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Saves what is shown when it is pressed. */
export function csvButton(title: string, rows: () => Rows): HTMLButtonElement {
  const button = element('button', { type: 'button', className: 'plain', textContent: 'CSV' });
  button.setAttribute('aria-label', `${title} as CSV`);
  button.addEventListener('click', () => {
    const href = URL.createObjectURL(new Blob([toCsv(rows())], { type: 'text/csv' }));
    element('a', { href, download: `${title.replace(/[^\p{L}\p{N}]+/gu, '-')}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  });
  return button;
}
