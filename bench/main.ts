import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { finalizeCases } from './finalize-cases';
import { handlerCases, keyCases, schemas, windowCases } from './cases';
import { type Case, type Effort, measure } from './measure';
import { runMutants } from './mutants';
import { type Report, reportOf, table } from './report';
import { sizes } from './sizes';
import { brokenFloors } from './targets';

const FULL = { events: 20_000, keyEvents: 120_000, passes: 7, warmups: 8, rounds: 5 };
const SMOKE = { events: 10_000, keyEvents: 60_000, passes: 3, warmups: 8, rounds: 3 };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      only: { type: 'string' },
      mutants: { type: 'string' },
    },
  });
  if (values.mutants !== undefined) return mutants(Number(values.mutants));
  const report = await bench(values.smoke ? SMOKE : FULL, values.only ?? '');
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (values.json === '-') process.stdout.write(json);
  else console.log(table(report));
  if (values.json && values.json !== '-') writeFileSync(values.json, json);
  if (values.smoke) check(report);
}

async function bench(effort: Effort & { events: number; keyEvents: number }, only: string): Promise<Report> {
  const timings = new Map<string, readonly number[]>();
  const time = async (cases: readonly Case[]): Promise<void> => {
    const chosen = cases.filter(({ id }) => id.includes(only));
    for (const [id, ns] of await measure(chosen, effort)) timings.set(id, ns);
  };
  const handlers = await Promise.all(schemas(effort.events).map(handlerCases));
  for (const { deployed } of handlers) await time(deployed);
  await time(await windowCases(effort.events));
  await time(await keyCases(effort.keyEvents));
  await time(await finalizeCases());
  for (const { reference } of handlers) await time(reference);
  return reportOf(timings, only === '' ? await sizes(effort.events) : []);
}

function check(report: Report): void {
  const broken = brokenFloors(report);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
}

function mutants(count: number): void {
  const reports = runMutants(count);
  console.log(JSON.stringify(reports, null, 2));
  if (reports.some(({ wronglyAccepted, different }) => wronglyAccepted + different > 0)) process.exitCode = 1;
}

void main();
