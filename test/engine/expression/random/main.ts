import { wholeFrom } from '../../../../cli/numbers';
import { scriptOptions } from '../../../../cli/script';
import { compareCompiled, type Comparison, compareWithDuckDb } from './compare';

/** Draws expressions over random events: compiled they must give what they give interpreted, and what DuckDB gives. */
interface Options {
  readonly expressions: number;
  readonly seed: number;
}

const { expressions, seed } = scriptOptions<Options>(
  'npm run test:expressions --',
  'Random expressions must give the same compiled, interpreted and in DuckDB.',
  command =>
    command
      .option('--expressions <number>', 'how many', wholeFrom(1, 1e9), 100_000)
      .option('--seed <number>', 'where they begin', wholeFrom(0, 2 ** 31 - 1), 1),
);

function report(what: string, { expressions, values, nulls, different, examples }: Comparison): void {
  console.log(`${what}: ${expressions} expressions, ${values} values (${nulls} null), ${different} different`);
  for (const example of examples) console.log(JSON.stringify(example, undefined, 2));
  if (different > 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  // Very many evaluations end with an error, whose message alone is compared.
  Error.stackTraceLimit = 0;
  report('compiled and interpreted', compareCompiled(expressions, seed));
  report('interpreted and DuckDB', await compareWithDuckDb(expressions, seed));
}

void main();
