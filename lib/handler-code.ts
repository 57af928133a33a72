import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RegisteredSource } from '../engine/definition/source';
import { ENGINE, ROOT } from './project';

/** A folder of `lambda/` with an `index.ts` that exports `handler`. */
export type HandlerName = 'aggregate' | 'finalize' | 'audit' | 'produce' | 'unpack' | 'api' | 'collect';

/**
 * The code of a function for one pipeline: the handler, the definition and the AWS SDK in one file, bundled by esbuild in
 * this process, without Docker. A stack left out of the context `aws:cdk:bundling-stacks` is not bundled. The asset's hash
 * is that of the bundle, so it changes only when the code does.
 *
 * @param handler which function.
 * @param definition absolute path of the definition that the handler imports as `#pipeline`, where it does.
 * @param data what the handler reads from `data.json` beside it.
 * @param reads what else the function reads: what it reads that by is in no other bundle.
 */
export function handlerCode(handler: HandlerName, definition?: string, data?: unknown, reads: HandlerReads = {}): Code {
  const json = JSON.stringify(data);
  return Code.fromAsset(join(ROOT, 'lambda'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('none'),
      // Never run: it tells bundles of the same folder apart, which the CDK otherwise takes for one.
      command: [handler, definition ?? '', json ?? ''],
      local: {
        tryBundle(outputDir) {
          bundleHandler(handler, definition, reads, outputDir);
          copyTables(reads.tables ?? {}, outputDir);
          if (json !== undefined) writeFileSync(join(outputDir, 'data.json'), json);
          return true;
        },
      },
    },
  });
}

/** What a function that decodes events reads beside them. */
export interface HandlerReads {
  /** The format of the schemas that the definition's records name, where they name any. */
  readonly schemas?: RegisteredSource['format'] | undefined;
  /** Where the definition has lookups: paths of the tables that are deployed with it, by their names. */
  readonly tables?: Readonly<Record<string, string>> | undefined;
}

function copyTables(tables: Readonly<Record<string, string>>, outputDir: string): void {
  for (const [name, path] of Object.entries(tables)) {
    mkdirSync(join(outputDir, 'lookups'), { recursive: true });
    copyFileSync(path, join(outputDir, 'lookups', name));
  }
}

/** The sketches load it only to speak Protocol Buffers, which nothing here does. */
const UNUSED = ['protobufjs/minimal'];

/** The output names sources relative to the project, so that it is the same wherever `outputDir` is. */
function bundleHandler(
  handler: HandlerName,
  definition: string | undefined,
  { schemas, tables }: HandlerReads,
  outputDir: string,
): void {
  const { outputFiles } = buildSync({
    entryPoints: [join(ROOT, 'lambda', handler, 'index.ts')],
    outfile: join(ROOT, 'index.js'),
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    // What a cold start waits for most is that the file is parsed. Names stay as they are.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: true,
    sourcesContent: false,
    alias: {
      ...(definition !== undefined && { '#pipeline': definition }),
      '#schemas': join(ROOT, 'lambda', 'schemas', `${schemas ?? 'none'}.ts`),
      '#lookups': join(ROOT, 'lambda', 'lookups', `${tables ? 'tables' : 'none'}.ts`),
      tidemark: ENGINE,
    },
    nodePaths: [join(ROOT, 'node_modules')],
    external: UNUSED,
    tsconfigRaw: {},
    absWorkingDir: ROOT,
    logLevel: 'error',
  });
  for (const file of outputFiles) writeFileSync(join(outputDir, basename(file.path)), file.contents);
}
