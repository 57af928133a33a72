import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import cdk from '../../cdk.json';
import type { AppSettings } from '../../lib/app-settings';
import { addStacks } from '../../lib/tidemark-app';

/** An app with the project's context, whose functions are not bundled. `validated` runs the library's own checks of templates. */
export function newApp({ validated = false } = {}): App {
  return new App({
    builtinCloudFormationValidation: validated,
    context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] },
  });
}

/** All stacks, of `trades` only unless told otherwise. */
export function newTidemark(settings: Partial<AppSettings> = {}, app = newApp()): App {
  const defaults = {
    pipelines: ['trades'],
    disposable: false,
    emulator: false,
    nag: false,
    shards: undefined,
    monitoring: true,
    alarmEmail: undefined,
    runbook: undefined,
    load: undefined,
    onDemand: false,
    retentionDays: undefined,
    key: undefined,
    stopped: false,
    tracing: false,
    quicksight: undefined,
    eventsPerSecond: undefined,
  };
  addStacks(app, { ...defaults, ...settings }, process.cwd());
  return app;
}

export const STREAM_ARN = 'arn:aws:kinesis:us-east-1:222222222222:stream/theirs';
export const STREAM_KEY = 'arn:aws:kms:us-east-1:222222222222:key/0a1b2c3d-0000-0000-0000-000000000000';

/** A stream of another account, encrypted with a key of its own. */
export function ofTheirs(stack: Stack): IStream {
  const encryptionKey = Key.fromKeyArn(stack, 'TheirKey', STREAM_KEY);
  return Stream.fromStreamAttributes(stack, 'Theirs', { streamArn: STREAM_ARN, encryptionKey });
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface TemplateJson {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

/** The stacks' templates by the stacks' ids. */
export function templatesOf(app: App): Map<string, TemplateJson> {
  return new Map(app.synth().stacks.map(stack => [stack.id, stack.template as TemplateJson]));
}

export function templateOf(templates: Map<string, TemplateJson>, id: string): Template {
  return Template.fromJSON(templates.get(id)! as unknown as Record<string, unknown>);
}

export function resourcesOf(templates: Map<string, TemplateJson>, id: string, type: string): [string, Resource][] {
  return Object.entries(templates.get(id)!.Resources).filter(([, resource]) => resource.Type === type);
}
