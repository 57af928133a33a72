import { common, MapField, type NamespaceBase, parse, Root, Type } from 'protobufjs';

/**
 * The messages of a `.proto` text in the order in which serializers of the AWS Glue Schema Registry number them: by full name,
 * those within others and the entries of maps among them; an entry, which no event is, is undefined
 * (https://github.com/awslabs/aws-glue-schema-registry, MessageIndexFinder).
 *
 * @throws Error, with one line, for a text that is no schema or uses types that are not in it: of others than Google's own
 * the registry keeps none.
 */
export function messagesIn(text: string): readonly (Type | undefined)[] {
  const root = new Root();
  const { imports = [] } = parse(text, root, { keepCase: true });
  const named: (readonly [string, Type | undefined])[] = [];
  collect(root, named);
  for (const file of imports) {
    const known = common.get(file);
    if (known?.nested) root.addJSON(known.nested);
  }
  root.resolveAll();
  return named.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, type]) => type);
}

function collect(within: NamespaceBase, named: (readonly [string, Type | undefined])[]): void {
  for (const nested of within.nestedArray) {
    if (nested instanceof Type) {
      named.push([nested.fullName, nested]);
      for (const field of nested.fieldsArray)
        if (field instanceof MapField) named.push([`${nested.fullName}.${entryName(field.name)}`, undefined]);
    }
    if ('nestedArray' in nested) collect(nested as NamespaceBase, named);
  }
}

/** Of a map's field `by_day` it is `ByDayEntry` (https://protobuf.dev/programming-guides/proto3/#maps). */
function entryName(field: string): string {
  return `${field.replace(/(?:^|_)([a-z0-9]?)/gi, (_, letter: string) => letter.toUpperCase())}Entry`;
}
