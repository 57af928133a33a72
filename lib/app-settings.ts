import type { Node } from 'constructs';
import { ContextValues, SettingsError } from './context-values';
import { type FeedSettings, readFeed } from './feed/feed-settings';
import type { ExpectedLoad } from './stream-size';
import { readSources, type SourceSettings } from './source-settings';
import { readOrigins, readWeb, type WebSettings } from './web/web-settings';

export { SettingsError };

/** What the app reads from its context: `-c name=value`, or cdk.json. */
export interface AppSettings extends Partial<WebSettings>, Partial<SourceSettings> {
  /** `pipelines`: names and paths of definitions, separated by commas. @default page-views,trades */
  readonly pipelines: readonly string[];
  /** `disposable`: data goes with its stack. @default false */
  readonly disposable: boolean;
  /** `emulator`: leaves out the few resources that emulators of AWS lack (lib/emulator.ts). @default false */
  readonly emulator: boolean;
  /** `shards`: shards of each source stream. @default those for `load`, or 2 */
  readonly shards: number | undefined;
  /** `load`: events per second and bytes of one, such as `5000x250`; shards are computed from it. @default none */
  readonly load: ExpectedLoad | undefined;
  /** `onDemand`: streams scale by themselves. @default false */
  readonly onDemand: boolean;
  /** `retentionDays`: how long source streams keep records. @default 1 */
  readonly retentionDays: number | undefined;
  /** `key`: ARN of a KMS key for streams, tables and the lake, or `new`. @default keys that AWS manages */
  readonly key: string | undefined;
  /** `stopped`: nothing is folded and no window closes; the streams go on. @default false */
  readonly stopped: boolean;
  /** `tracing`: X-Ray. @default false */
  readonly tracing: boolean;
  /** `nag`: synthesis ends with an error where a rule of cdk-nag's AwsSolutions finds something. @default true */
  readonly nag: boolean;
  /** `monitoring`: alarms and dashboards, about $5 a month for each pipeline. @default true */
  readonly monitoring: boolean;
  /** `alarmEmail`: gets the alarms. @default nobody */
  readonly alarmEmail: string | undefined;
  /** `runbook`: address of the page that alarms point to. @default docs/how-to/operate.md */
  readonly runbook: string | undefined;
  /** `quicksight`: ARN of the QuickSight user or group that owns an analysis of the results. @default there is none */
  readonly quicksight: string | undefined;
  /** `produce`: synthetic events per second, on their own from deployment on. @default none */
  readonly eventsPerSecond: number | undefined;
  /** `feed` and what belongs to it. @default there is none */
  readonly feed?: FeedSettings | undefined;
}

/** Of shards of a stream, and of events per second of a producer. */
const COUNT_MAX = 10_000;
/** Limit of Kinesis. */
const RETENTION_DAYS_MAX = 365;

const KEY = /^(new|arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+)$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const QUICKSIGHT = /^arn:[\w-]+:quicksight:[\w-]+:\d{12}:(user|group)\/[\w-]+\/\S+$/;
const LOAD = /^([1-9]\d{0,8})x([1-9]\d{0,5})$/;

/** @throws SettingsError with a line for each value that is wrong and each name that is no setting. */
export function readSettings(node: Node): AppSettings {
  const context = new ContextValues(node.getAllContext() as Readonly<Record<string, unknown>>);
  const settings: AppSettings = {
    pipelines: context.list('pipelines', ['page-views', 'trades']),
    disposable: context.flag('disposable'),
    emulator: context.flag('emulator'),
    shards: context.count('shards', COUNT_MAX),
    load: toLoad(context.text('load', 'events per second x bytes, such as 5000x250', text => LOAD.test(text))),
    onDemand: context.flag('onDemand'),
    retentionDays: context.count('retentionDays', RETENTION_DAYS_MAX),
    key: context.text('key', "new or a KMS key's ARN", text => KEY.test(text)),
    stopped: context.flag('stopped'),
    tracing: context.flag('tracing'),
    nag: context.flag('nag', true),
    monitoring: context.flag('monitoring', true),
    alarmEmail: context.text('alarmEmail', 'an address such as ops@example.com', text => EMAIL.test(text)),
    runbook: context.text('runbook', 'an address such as https://example.com/operate', isWebAddress),
    quicksight: context.text('quicksight', 'the ARN of a QuickSight user or group', text => QUICKSIGHT.test(text)),
    eventsPerSecond: context.count('produce', COUNT_MAX),
    ...readSources(context),
    web: context.other('web', readWeb),
    collect: context.other('collect', readOrigins),
    doNotTrack: context.flag('doNotTrack', true),
    feed: readFeed(context),
  };
  context.finish();
  return settings;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text);
}

function toLoad(text: string | undefined): ExpectedLoad | undefined {
  const [, eventsPerSecond, eventBytes] = LOAD.exec(text ?? '') ?? [];
  return eventsPerSecond === undefined
    ? undefined
    : { eventsPerSecond: Number(eventsPerSecond), eventBytes: Number(eventBytes) };
}
