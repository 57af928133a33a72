import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT_PAGES = ['CONTRIBUTING.md', 'README.md'];
/** A path of a source below one of the rooms, as code. */
const PATH = /`([\w-]+\/[\w./-]+\.(?:ts|mjs|js))`/g;

/** The pages of the documentation by path; what has changed in the past stands in the changelog, which is none of them. */
export function readPages(root: string): Map<string, string> {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.md'))
    .map(path => join('docs', path));
  return new Map([...ROOT_PAGES, ...docs].map(path => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Files that a page names and that are not there. */
export function missingFiles(pages: ReadonlyMap<string, string>, files: ReadonlySet<string>): string[] {
  return [...pages].flatMap(([page, text]) =>
    [...text.matchAll(PATH)]
      .map(([, path]) => path!)
      .filter(path => !files.has(path))
      .map(path => `${page} names ${path}, which is not there`),
  );
}
