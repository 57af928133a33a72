import type { FormParser } from './special-forms';
import type { CallSyntax, Syntax } from './syntax';

/** What may stand behind the arguments of a call, in either order: SQL's dialects differ. */
export function behindCall(parser: FormParser): Pick<CallSyntax, 'filter' | 'nulls'> {
  const before = nullTreatment(parser);
  const filter = filterOf(parser);
  const nulls = before ?? nullTreatment(parser);
  return { ...(filter && { filter }), ...(nulls && { nulls }) };
}

/** `filter (where paid)`. */
function filterOf(parser: FormParser): Syntax | undefined {
  if (!parser.take('filter')) return undefined;
  parser.expect('(');
  parser.expect('where');
  const filter = parser.expression();
  parser.expectClosing();
  return filter;
}

/** `respect nulls` or `ignore nulls`. */
function nullTreatment(parser: FormParser): CallSyntax['nulls'] {
  const { at } = parser.token;
  const word = (['respect', 'ignore'] as const).find(each => parser.take(each));
  if (!word) return undefined;
  parser.expect('nulls');
  return { word, at };
}
