import type { Node } from 'constructs';
import { readOrigins, readWeb, type WebSettings } from './web/web-settings';

/** What the app reads from its context: `-c name=value`, or cdk.json. */
export interface AppSettings extends Partial<WebSettings> {
  /** `pipelines`: names and paths of definitions, separated by commas. @default page-views,trades */
  readonly pipelines: readonly string[];
  /** `disposable`: data goes with its stack. @default false */
  readonly disposable: boolean;
  /** `emulator`: leaves out the few resources that emulators of AWS lack (lib/emulator.ts). @default false */
  readonly emulator: boolean;
  /** `shards`: shards of each source stream. @default 2 */
  readonly shards: number | undefined;
  /** `monitoring`: alarms and dashboards, about $8 a month for each pipeline. @default true */
  readonly monitoring: boolean;
  /** `alarmEmail`: gets the alarms. @default nobody */
  readonly alarmEmail: string | undefined;
  /** `runbook`: address of the page that alarms point to. @default docs/how-to/operate.md */
  readonly runbook: string | undefined;
  /** `produce`: synthetic events per second, on their own from deployment on. @default none */
  readonly eventsPerSecond: number | undefined;
}

/** A context value that cannot be used. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Of shards of a stream, and of events per second of a producer. */
const COUNT_MAX = 10_000;

/** @throws SettingsError naming the value that is wrong. */
export function readSettings(node: Node): AppSettings {
  return {
    pipelines: list(node.tryGetContext('pipelines') ?? 'page-views,trades'),
    disposable: flag('disposable', node.tryGetContext('disposable')),
    emulator: flag('emulator', node.tryGetContext('emulator')),
    shards: count('shards', node.tryGetContext('shards')),
    monitoring: flag('monitoring', node.tryGetContext('monitoring') ?? true),
    alarmEmail: email(node.tryGetContext('alarmEmail')),
    runbook: address(node.tryGetContext('runbook')),
    eventsPerSecond: count('produce', node.tryGetContext('produce')),
    web: readWeb(node.tryGetContext('web'), problem),
    collect: readOrigins(node.tryGetContext('collect'), problem),
  };
}

const problem = (text: string): Error => new SettingsError(text);

function list(value: unknown): string[] {
  const names = String(value)
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  if (names.length === 0) throw new SettingsError('context pipelines: name at least one pipeline');
  return names;
}

function flag(name: string, value: unknown = false): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new SettingsError(`context ${name}: expected true or false: ${JSON.stringify(value)}`);
}

function count(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= COUNT_MAX) return number;
  throw new SettingsError(`context ${name}: expected a whole number from 1 to ${COUNT_MAX}: ${JSON.stringify(value)}`);
}

function email(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value)) return value;
  throw new SettingsError(`context alarmEmail: expected an address such as ops@example.com: ${JSON.stringify(value)}`);
}

function address(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && URL.canParse(value)) return value;
  throw new SettingsError(
    `context runbook: expected an address such as https://example.com/operate: ${JSON.stringify(value)}`,
  );
}
