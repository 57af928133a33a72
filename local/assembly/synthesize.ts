import { spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LocalError } from '../local-error';
import { definitionFiles } from './definition-files';
import { fingerprint } from './fingerprint';

export interface SynthesizeOptions {
  /** Names of built-in pipelines, or paths of definition files. */
  readonly pipelines: readonly string[];
  /** Relative paths start here. */
  readonly cwd: string;
  /** The project's folder, with `bin/tidemark.ts`. */
  readonly root: string;
  /** Of each source stream. @default 2 */
  readonly shards?: number | undefined;
}

/** Synthesized apps kept; the least recently used goes first. */
const CACHED_MAX = 8;

/**
 * Synthesizes the CDK app in a process of its own, whose memory ends with it, or takes it from the cache when nothing
 * that it depends on has changed.
 *
 * @returns the folder of the cloud assembly.
 * @throws LocalError with the app's own message, as for a wrong definition.
 */
export async function synthesize(options: SynthesizeOptions): Promise<string> {
  const { cwd, root, shards } = options;
  const isPath = (pipeline: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(pipeline);
  const pipelines = options.pipelines.map(pipeline => (isPath(pipeline) ? resolve(cwd, pipeline) : pipeline));
  const definitions = pipelines.filter(isPath);
  for (const definition of definitions) {
    if (!existsSync(definition)) throw new LocalError(`no pipeline definition at ${definition}`);
  }
  const cache = cacheDirectory(root);
  const assembly = join(cache, fingerprint(root, definitions.flatMap(definitionFiles), { pipelines, shards }));
  if (existsSync(join(assembly, 'manifest.json'))) {
    utimesSync(assembly, new Date(), new Date());
    return assembly;
  }
  const draft = `${assembly}.${process.pid}`;
  try {
    await runApp(root, draft, { pipelines: pipelines.join(','), ...(shards && { shards: String(shards) }) });
    keep(draft, assembly);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  prune(cache);
  return assembly;
}

function cacheDirectory(root: string): string {
  const candidates = [
    join(root, 'node_modules', '.cache', 'tidemark'),
    join(tmpdir(), `tidemark-${process.getuid?.() ?? 'user'}-assemblies`),
  ];
  for (const directory of candidates) {
    try {
      mkdirSync(directory, { recursive: true });
      accessSync(directory, constants.W_OK);
      return directory;
    } catch {
      continue;
    }
  }
  throw new LocalError(`cannot write to ${candidates.join(' nor to ')}`);
}

/** Moves a finished assembly to its place; where another process was faster, its equal stays. */
function keep(draft: string, assembly: string): void {
  try {
    renameSync(draft, assembly);
  } catch (error) {
    if (!existsSync(join(assembly, 'manifest.json'))) throw error;
  }
}

function prune(cache: string): void {
  const byUse = readdirSync(cache)
    .map(name => join(cache, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byUse.slice(CACHED_MAX)) rmSync(old, { recursive: true, force: true });
}

async function runApp(root: string, outputDir: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context?: Record<string, unknown> };
  const child = spawn(process.execPath, ['--import', 'tsx', join('bin', 'tidemark.ts')], {
    cwd: root,
    env: {
      ...process.env,
      CDK_OUTDIR: outputDir,
      // The CDK's own check of templates takes 300 MB; `cdk synth` and the tests run it.
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({
        ...context,
        ...settings,
        disposable: 'true',
        monitoring: 'false',
        nag: 'false',
        'aws:cdk:enable-asset-metadata': true,
      }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-ERRORS_LENGTH_MAX)));
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) throw new LocalError(appMessage(errors) || `bin/tidemark.ts ended with ${code}`);
}

const ERRORS_LENGTH_MAX = 64 * 1024;

/** The message within what a failed app wrote: without source excerpt, stack trace and the name of the error's class. */
export function appMessage(errors: string): string {
  const lines = errors.split('\n').map(line => line.trimEnd());
  const start = lines.findIndex(line => /^(Uncaught )?\w*Error( \[\w+\])?: /.test(line));
  const message = start === -1 ? lines : lines.slice(start);
  const end = message.findIndex(line => /^\s+at |^Node\.js v|^\{$/.test(line));
  return (end === -1 ? message : message.slice(0, end))
    .join('\n')
    .replace(/^(Uncaught )?\w*Error( \[\w+\])?: /, '')
    .trim();
}
