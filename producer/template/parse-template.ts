import { TemplateError } from './template-error';

/** A `{{module.method(arguments)}}` of a template. */
export interface Placeholder {
  readonly method: string;
  readonly args: readonly unknown[];
  /** Where it stands, `line:column` from 1. */
  readonly position: string;
}

/** Of three braces in a row the first is the template's own. */
const OPEN = /\{\{(?!\{)/g;
const METHOD = /\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*(\(|\}\})/y;
const ARGUMENTS_END = /\)\s*\}\}/g;

/**
 * Splits a template into its texts and placeholders. Newlines around its JSON do not count, as in the Kinesis Data Generator.
 * Arguments are JSON, several separated by commas; a single one that is not JSON is text.
 *
 * @throws TemplateError naming the position of what is not understood.
 */
export function parseTemplate(template: string): (string | Placeholder)[] {
  const parts: (string | Placeholder)[] = [];
  let at = 0;
  for (let start = nextOpen(template, 0); start !== -1; start = nextOpen(template, at)) {
    const position = positionOf(template, start);
    METHOD.lastIndex = start;
    const [whole, method, ending] = METHOD.exec(template) ?? [];
    if (!whole)
      throw new TemplateError(`template: ${position}: expected {{module.method}} or {{module.method(arguments)}}`);
    if (start > at) parts.push(oneLine(template.slice(at, start)));
    at = start + whole.length;
    let args: readonly unknown[] = [];
    if (ending === '(') [args, at] = parseArguments(template, at, position);
    parts.push({ method: method!, args, position });
  }
  if (at < template.length) parts.push(oneLine(template.slice(at)));
  return parts;
}

function nextOpen(template: string, from: number): number {
  OPEN.lastIndex = from;
  return OPEN.exec(template)?.index ?? -1;
}

function parseArguments(template: string, from: number, position: string): [readonly unknown[], number] {
  let firstEnd: [string, number] | undefined;
  ARGUMENTS_END.lastIndex = from;
  for (let end = ARGUMENTS_END.exec(template); end; end = ARGUMENTS_END.exec(template)) {
    const text = template.slice(from, end.index).trim();
    firstEnd ??= [text, ARGUMENTS_END.lastIndex];
    const args = parseJson(`[${text}]`);
    if (args) return [args, ARGUMENTS_END.lastIndex];
  }
  if (!firstEnd) throw new TemplateError(`template: ${position}: the arguments do not end with )}}`);
  const [text, end] = firstEnd;
  if (/^[[{"]/.test(text))
    throw new TemplateError(`template: ${position}: the arguments are not JSON: ${oneLine(text)}`);
  return [[text], end];
}

function parseJson(text: string): unknown[] | undefined {
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    return undefined;
  }
}

function positionOf(template: string, index: number): string {
  const before = template.slice(0, index).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+\s*/g, '');
}
