import ts from 'typescript';

/** What one file imports from another. */
export interface Import {
  /** As it is written. */
  readonly from: string;
  /** Exported names, `*` for all of them; none where the file is only run. */
  readonly names: readonly string[];
}

/** What a file exports. */
export interface Export {
  readonly name: string;
  readonly isType: boolean;
}

/** One file as the rules see it. */
export interface Source {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** How often each identifier occurs. */
  readonly mentions: ReadonlyMap<string, number>;
  /** Reads of a clock and of chance, `line: text` each. */
  readonly impure: readonly string[];
}

/** What reads a clock or chance: as it is written, and by a name however that is reached. */
const IMPURE_TEXTS = new Set(['Date.now', 'Math.random', 'process.hrtime', 'process.uptime']);
const IMPURE_NAMES = new Set([
  ...['performance', 'setTimeout', 'setInterval', 'setImmediate'],
  ...['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'randomFill', 'getRandomValues'],
]);

/** @param path in the repository, with `/`. */
export function parseSource(path: string, text: string): Source {
  const file = ts.createSourceFile(path, text, {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
  const imports: Import[] = [];
  const exports: Export[] = [];
  const mentions = new Map<string, number>();
  const impure: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) mentions.set(node.text, (mentions.get(node.text) ?? 0) + 1);
    const imported = importOf(node);
    if (imported) imports.push(imported);
    exports.push(...exportsOf(node));
    if (isImpure(node, file))
      impure.push(`${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}: ${node.getText(file)}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { path, lines: text.trimEnd().split('\n').length, imports, exports, mentions, impure };
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) return { from: textOf(node.moduleSpecifier), names: namesOf(node.importClause) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    const from = textOf(node.moduleSpecifier);
    const { exportClause } = node;
    if (!exportClause || !ts.isNamedExports(exportClause)) return { from, names: ['*'] };
    return { from, names: exportClause.elements.map(nameOf) };
  }
  if (ts.isCallExpression(node) && isLoad(node) && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0]))
    return { from: node.arguments[0].text, names: ['*'] };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const name = node.qualifier && ts.isIdentifier(node.qualifier) ? node.qualifier.text : '*';
    return { from: textOf(node.argument.literal), names: [name] };
  }
  return undefined;
}

/** `import()` and `require()`. */
const isLoad = ({ expression }: ts.CallExpression): boolean =>
  expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');

function namesOf(clause: ts.ImportClause | undefined): string[] {
  const { name, namedBindings } = clause ?? {};
  const bound =
    namedBindings === undefined ? [] : ts.isNamespaceImport(namedBindings) ? ['*'] : namedBindings.elements.map(nameOf);
  return [...(name ? ['default'] : []), ...bound];
}

const nameOf = ({ propertyName, name }: ts.ImportSpecifier | ts.ExportSpecifier): string => (propertyName ?? name).text;
const textOf = (node: ts.Node): string => (ts.isStringLiteralLike(node) ? node.text : '');

function exportsOf(node: ts.Node): Export[] {
  if (ts.isExportAssignment(node)) return [{ name: 'default', isType: false }];
  if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause))
    return node.exportClause.elements.map(({ name, isTypeOnly }) => ({
      name: name.text,
      isType: node.isTypeOnly || isTypeOnly,
    }));
  const keywords = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []).map(({ kind }) => kind) : [];
  if (!keywords.includes(ts.SyntaxKind.ExportKeyword)) return [];
  if (keywords.includes(ts.SyntaxKind.DefaultKeyword)) return [{ name: 'default', isType: false }];
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations
      .flatMap(({ name }) => boundNames(name))
      .map(name => ({ name, isType: false }));
  const isType = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  const { name } = node as ts.NamedDeclaration;
  return name && ts.isIdentifier(name) ? [{ name: name.text, isType }] : [];
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function isImpure(node: ts.Node, file: ts.SourceFile): boolean {
  if (ts.isNewExpression(node))
    return ts.isIdentifier(node.expression) && node.expression.text === 'Date' && !node.arguments?.length;
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Date') return true;
  if (ts.isPropertyAccessExpression(node)) return IMPURE_TEXTS.has(node.getText(file));
  return ts.isIdentifier(node) && IMPURE_NAMES.has(node.text);
}
