import { type BuildFailure, buildSync } from 'esbuild';
import { Console } from 'node:console';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import * as engine from '../engine';
import { DefinitionError } from '../engine/definition/definition-error';
import { didYouMean, nearestName } from '../engine/text/nearest-name';
import type { Pipeline } from '../engine/definition/pipeline';
import { showValue } from '../engine/definition/show-value';
import { lookupFiles, problemsOfTables } from './lookup-files';
import { ROOT } from './project';

const BUILT_IN_DIR = join(ROOT, 'pipelines');
const NAME = /^[a-z][a-z0-9-]*$/;
/** The end of a definition's name. */
export const CODE = /\.[cm]?[jt]sx?$/;
const EXTENSIONS = ['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs'];

/** A definition that cannot be used. The message is one line a mistake, each beginning with the file where there is one. */
export class DefinitionFileError extends Error {
  override readonly name = 'DefinitionFileError';

  /** @param problems each mistake; lines below its first show the place. */
  constructor(
    message: string,
    readonly problems: readonly string[] = [message],
  ) {
    super(message);
  }
}

/**
 * The absolute path of a definition file.
 *
 * @param nameOrPath a built-in pipeline's name (`page-views`, `trades`), or a path.
 * @param cwd where a relative path starts.
 * @throws DefinitionFileError when there is no such file.
 */
export function resolveDefinition(nameOrPath: string, cwd: string): string {
  const isName = NAME.test(nameOrPath);
  const builtIn = join(BUILT_IN_DIR, `${nameOrPath}.ts`);
  if (isName && existsSync(builtIn)) return builtIn;
  const known = readdirSync(BUILT_IN_DIR).flatMap(file => /^(.*)\.ts$/.exec(file)?.[1] ?? []);
  const possible = `give ${known.join(', ')} or the path of a definition file`;
  if (nameOrPath.trim() === '') throw new DefinitionFileError(`no pipeline is named: ${possible}`);
  const path = resolve(cwd, nameOrPath);
  if (isFile(path)) {
    if (CODE.test(path)) return path;
    throw new DefinitionFileError(`${nameOrPath}: not a definition file, which is TypeScript or JavaScript (.ts, .js)`);
  }
  if (existsSync(path)) throw new DefinitionFileError(`${nameOrPath}: not a definition file`);
  const extension = EXTENSIONS.find(each => isFile(path + each));
  const file = extension === undefined ? undefined : (isName ? './' : '') + nameOrPath + extension;
  const nearest = file ?? (isName ? nearestName(nameOrPath, known) : undefined);
  const hint = nearest === undefined ? undefined : `did you mean ${nearest}?`;
  if (!isName) throw new DefinitionFileError(`no pipeline definition at ${path}${hint ? `; ${hint}` : ''}`);
  throw new DefinitionFileError(`no pipeline is called ${nameOrPath}: ${hint ?? possible}`);
}

/**
 * Loads a definition, which may be any TypeScript or JavaScript file, also one outside this project that imports `tidemark`.
 * The file's code runs.
 *
 * @param nameOrPath as for `resolveDefinition`.
 * @param cwd where a relative path starts.
 * @throws DefinitionFileError when there is no such file, it does not compile or throws, its definition is refused, or its
 *   default export is not made by `definePipeline`, or a file of a lookup table is none.
 */
export function loadDefinition(nameOrPath: string, cwd: string): Pipeline {
  const path = resolveDefinition(nameOrPath, cwd);
  const exported = evaluate(path, bundle(path, cwd), cwd);
  const byDefault = (exported as { default?: unknown } | null)?.default;
  const pipeline = [exported, byDefault].find(isPipeline);
  if (pipeline) {
    const problems = problemsOfTables(pipeline, lookupFiles(pipeline, path)).map(
      line => `${shown(path, cwd)}: ${line}`,
    );
    if (problems.length > 0) throw new DefinitionFileError(problems.join('\n'), problems);
    return pipeline;
  }
  const problem =
    byDefault === undefined
      ? 'it has no default export; write export default definePipeline({ ... })'
      : `its default export is not made by definePipeline: ${showValue(byDefault)}`;
  throw new DefinitionFileError(`${shown(path, cwd)}: ${problem}`);
}

function bundle(path: string, cwd: string): string {
  try {
    const { outputFiles } = buildSync({
      entryPoints: [path],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['tidemark'],
      nodePaths: [join(ROOT, 'node_modules')],
      tsconfigRaw: {},
      absWorkingDir: cwd,
      logLevel: 'silent',
    });
    return outputFiles[0]!.text;
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    const location = first?.location;
    const where = location
      ? `${shown(resolve(cwd, location.file), cwd)}:${location.line}:${location.column + 1}`
      : shown(path, cwd);
    throw new DefinitionFileError(`${where}: ${firstLine(first?.text ?? (error as Error).message)}`);
  }
}

function evaluate(path: string, code: string, cwd: string): unknown {
  const module = { exports: {} as unknown };
  try {
    const run = compileFunction(code, ['module', 'exports', 'require', 'console'], { filename: path }) as (
      ...parameters: unknown[]
    ) => void;
    const load = createRequire(path);
    const requireIn = (name: string): unknown => (name === 'tidemark' ? engine : load(name));
    // What a definition prints must not come among the results on stdout.
    run(module, module.exports, requireIn, new Console(process.stderr));
  } catch (error) {
    throw error instanceof DefinitionError
      ? refused(error, shown(path, cwd))
      : new DefinitionFileError(`${shown(path, cwd)}: ${firstLine(thrownText(error))}${importHint(error)}`);
  }
  return module.exports;
}

function refused({ message, problems }: DefinitionError, file: string): DefinitionFileError {
  const lines = message.split('\n').map(line => `${file}: ${line}`);
  return new DefinitionFileError(
    lines.join('\n'),
    problems.map(problem => `${file}: ${problem}`),
  );
}

/** Known by its parts: a definition may reach a copy of the engine by another path. */
function isPipeline(value: unknown): value is Pipeline {
  if (typeof value !== 'object' || value === null) return false;
  const { name, generation, queries } = value as Partial<Pipeline>;
  return typeof name === 'string' && typeof generation === 'string' && Array.isArray(queries);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A path as a person below `cwd` would write it. */
export function shown(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below.startsWith('..') ? path : below;
}

/** Anything can be thrown, also what has no text. */
function thrownText(error: unknown): string {
  try {
    return String(error);
  } catch {
    return showValue(error);
  }
}

/** What to do about a name of `tidemark` that a file uses and does not import, or imports and `tidemark` has not. */
function importHint(error: unknown): string {
  const text = thrownText(error);
  const used = /^ReferenceError: (\w+) is not defined$/.exec(text)?.[1];
  if (used !== undefined && Object.hasOwn(engine, used)) return `: import it from 'tidemark'`;
  const imported = /^TypeError: \(0 ?, import_tidemark\d*\.(\w+)\) is not a function/.exec(text)?.[1];
  if (imported === undefined || Object.hasOwn(engine, imported)) return '';
  return `: 'tidemark' exports no ${imported}${didYouMean(imported, Object.keys(engine))}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}
