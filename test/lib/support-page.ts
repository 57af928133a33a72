import { transformSync } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import * as lib from '../../lib';

const ROOT = resolve(__dirname, '../..');

/** The pages' code as a reader would copy it: blocks that begin with the name of their file. */
export class PageCode {
  private readonly page: string;

  /** @param folder takes the files. */
  constructor(
    path: string,
    private readonly folder: string,
  ) {
    this.page = readFileSync(join(ROOT, path), 'utf8');
  }

  codeOf(file: string): string {
    const code = new RegExp(`\`\`\`ts\\n// ${file}\\n([^]*?)\`\`\``).exec(this.page)?.[1];
    if (code === undefined) throw new Error(`the page has no ${file}`);
    return code;
  }

  /** The only block of a language. */
  block(language: string): string {
    return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(this.page)![1]!;
  }

  /** Writes a definition as a file. */
  write(file: string): string {
    const path = join(this.folder, file);
    writeFileSync(path, this.codeOf(file));
    return path;
  }

  /** What a file exports, run in this process with the constructs of this checkout. */
  run<T>(file: string): T {
    const { code } = transformSync(this.codeOf(file), { loader: 'ts', format: 'cjs' });
    const module = { exports: {} };
    const load = (name: string): unknown => (name === 'tidemark/cdk' ? lib : jest.requireActual<object>(name));
    compileFunction(code, ['module', 'exports', 'require', '__dirname'])(module, module.exports, load, this.folder);
    return module.exports as T;
  }
}
