import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { writeFileSync } from 'node:fs';
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
 * @param schemas the format of the schemas that the definition's records name, where they name any: it and the registry's
 * client are in no other bundle.
 */
export function handlerCode(
  handler: HandlerName,
  definition?: string,
  data?: unknown,
  schemas?: RegisteredSource['format'],
): Code {
  const json = JSON.stringify(data);
  return Code.fromAsset(join(ROOT, 'lambda'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('none'),
      // Never run: it tells bundles of the same folder apart, which the CDK otherwise takes for one.
      command: [handler, definition ?? '', json ?? ''],
      local: {
        tryBundle(outputDir) {
          bundleHandler(handler, definition, schemas, outputDir);
          if (json !== undefined) writeFileSync(join(outputDir, 'data.json'), json);
          return true;
        },
      },
    },
  });
}

/** The sketches load it only to speak Protocol Buffers, which nothing here does. */
const UNUSED = ['protobufjs/minimal'];

/** The output names sources relative to the project, so that it is the same wherever `outputDir` is. */
function bundleHandler(
  handler: HandlerName,
  definition: string | undefined,
  schemas: RegisteredSource['format'] | undefined,
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
