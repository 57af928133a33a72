import type { Pipeline } from '../../engine/definition/pipeline';
import { loadDefinition } from '../../lib/definition-file';
import { loadPipeline } from '../load-pipeline';
import { UserError } from '../user-error';
import { type Change, changeOver } from './change';
import { costOf, type Load } from './cost';
import { changeOverDeployed, type Deployed } from './deployed';
import { planOf } from './plan';
import { changeLines, costLines, planLines } from './print-plan';

export interface ExplainOptions extends Load, Deployed {
  /** An older definition. */
  readonly against?: string;
  /** Whether to look into the state table of the deployed pipeline. */
  readonly deployed?: boolean;
  readonly json?: boolean;
}

/** Prints what a definition does, what it costs, and what it keeps where it is deployed over an older one. */
export async function explain(nameOrPath: string, options: ExplainOptions): Promise<void> {
  const pipeline = loadPipeline(nameOrPath);
  const plan = planOf(pipeline, options);
  const cost = costOf(pipeline, options);
  const { over, change } = (await older(pipeline, options)) ?? {};
  if (options.json) return print([JSON.stringify({ ...plan, cost, change }, null, 2)]);
  print([...planLines(plan), ...costLines(cost), ...(change ? changeLines(change, plan, over!) : [])]);
}

/** What the definition is deployed over, if that is asked. */
async function older(
  pipeline: Pipeline,
  { against, deployed, ...where }: ExplainOptions,
): Promise<{ readonly over: string; readonly change: Change } | undefined> {
  if (against !== undefined && deployed) throw new UserError('--against or --deployed: one of the two');
  if (against !== undefined) {
    return { over: against, change: changeOver(loadDefinition(against, process.cwd()), pipeline) };
  }
  if (!deployed) {
    if (where.dataDir !== undefined || where.stateTable !== undefined)
      throw new UserError('--data-dir and --state-table belong to --deployed');
    return undefined;
  }
  const { table, change } = await changeOverDeployed(pipeline, where);
  return { over: `what ${table} holds`, change };
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map(line => `${line}\n`).join(''));
}
