/** A column's type as the Glue catalog writes it, taken apart. */
export type GlueType =
  | { readonly kind: 'string' | 'bigint' | 'double' | 'boolean' }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [name: string, type: GlueType])[] }
  | { readonly kind: 'array'; readonly of: GlueType };

/**
 * Reads a type such as `array<struct<value:string,count:bigint>>`.
 *
 * @throws Error for a type that the tables of results do not have.
 */
export function parseGlueType(text: string): GlueType {
  const tokens = text.match(/\w+|[<>:,]/g) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const type = (): GlueType => {
    const kind = next();
    switch (kind) {
      case 'string':
      case 'bigint':
      case 'double':
      case 'boolean':
        return { kind };
      case 'array': {
        expect('<');
        const of = type();
        expect('>');
        return { kind, of };
      }
      case 'struct': {
        expect('<');
        const fields: [string, GlueType][] = [];
        do {
          const name = next();
          expect(':');
          fields.push([name, type()]);
        } while (tokens[at] === ',' && next());
        expect('>');
        return { kind, fields };
      }
      default:
        throw new Error(`unknown column type ${JSON.stringify(kind)} in ${text}`);
    }
  };
  const expect = (token: string): void => {
    if (next() !== token) throw new Error(`expected ${token} in the column type ${text}`);
  };
  const parsed = type();
  if (at !== tokens.length) throw new Error(`more than one column type: ${text}`);
  return parsed;
}
