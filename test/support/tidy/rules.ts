import { circlesOf } from './circles';
import type { Knows } from './knows-table';
import type { Edge, SourceTree } from './tree';

/** The part of the tree that a file is of; undefined where the rule does not look at it. */
export type PartOf = (path: string) => string | undefined;

/** Imports that the table does not state, parts that it does not name, and what it states that is no longer so. */
export function againstTable(tree: SourceTree, knows: Knows, partOf: PartOf): string[] {
  const edges = between(tree.edges, partOf);
  const parts = new Set(tree.sources.flatMap(({ path }) => partOf(path) ?? []));
  const made = new Set(edges.map(({ from, to }) => `${from} ${to}`));
  return [
    ...[...parts].filter(part => !knows.has(part)).map(part => `${part} is not in the table`),
    ...[...knows.keys()].filter(part => !parts.has(part)).map(part => `${part} is in the table and not in the tree`),
    ...edges
      .filter(({ from, to }) => knows.has(from) && !knows.get(from)!.has(to))
      .map(({ from, to, edge }) => `${edge.from} imports ${edge.to}: ${from} does not know ${to}`),
    ...[...knows].flatMap(([from, known]) =>
      [...known].filter(to => !made.has(`${from} ${to}`)).map(to => `${from} imports nothing of ${to}`),
    ),
  ];
}

/** Parts that import each other. */
export function circlesOfParts(tree: SourceTree, partOf: PartOf): string[] {
  return circlesOf(between(tree.edges, partOf)).map(circle => circle.join(' - '));
}

function between(edges: readonly Edge[], partOf: PartOf): { from: string; to: string; edge: Edge }[] {
  return edges.flatMap(edge => {
    const [from, to] = [partOf(edge.from), partOf(edge.to)];
    return from === undefined || to === undefined || from === to ? [] : [{ from, to, edge }];
  });
}

/** Files above `most` lines, and exceptions that have grown or are none any more; `longer` gives the lines that each may have. */
export function tooLong(tree: SourceTree, most: number, longer: Readonly<Record<string, number>>): string[] {
  const lines = new Map(tree.sources.map(source => [source.path, source.lines]));
  return [
    ...[...lines]
      .filter(([path, count]) => count > (longer[path] ?? most))
      .map(([path, count]) => `${path} has ${count} lines, at most ${longer[path] ?? most}`),
    ...Object.entries(longer)
      .filter(([path, bound]) => (lines.get(path) ?? 0) < bound)
      .map(([path, bound]) => `${path} has ${lines.get(path) ?? 0} lines, its exception says ${bound}: lower it`),
  ];
}

/** Files that no other imports, and that nobody starts. */
export function deadFiles(tree: SourceTree, isEntry: (path: string) => boolean): string[] {
  const imported = new Set(tree.edges.map(({ to }) => to));
  return tree.sources.map(({ path }) => path).filter(path => !imported.has(path) && !isEntry(path));
}

/**
 * Exports that no other file imports; of types, those that their own file does not use either: the type of an exported
 * function's parameter is exported with it.
 */
export function deadExports(tree: SourceTree, isEntry: (path: string) => boolean): string[] {
  const used = new Map<string, Set<string>>();
  for (const { to, names } of tree.edges) used.set(to, new Set([...(used.get(to) ?? []), ...names]));
  return tree.sources
    .filter(({ path }) => !isEntry(path) && !used.get(path)?.has('*'))
    .flatMap(({ path, exports, mentions }) =>
      exports
        .filter(({ name, isType }) => !used.get(path)?.has(name) && !(isType && mentions.get(name)! > 1))
        .map(({ name }) => `${path} exports ${name}, which nothing imports`),
    );
}

/** Reads of a clock and of chance in files of these parts. */
export function impureReads(tree: SourceTree, isPure: (path: string) => boolean): string[] {
  return tree.sources
    .filter(({ path }) => isPure(path))
    .flatMap(({ path, impure }) => impure.map(at => `${path}:${at}`));
}
