import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { SourceReading } from './source-reading';

/** How a pipeline's functions read what it reads: one stream, or one for each of its sources. */
export class SourceReadings {
  /** What metrics and logs go by. */
  readonly service: string;

  /** @param all by the source's name; under `undefined` the only one of a pipeline over one stream. */
  constructor(
    private readonly pipeline: string,
    readonly all: ReadonlyMap<string | undefined, SourceReading>,
    service: string,
  ) {
    const alone = all.get(undefined);
    this.service = alone?.isOwn ? alone.stream.streamName : service;
  }

  get streams(): readonly IStream[] {
    return [...this.all.values()].map(({ stream }) => stream);
  }

  /** Whether the pipeline made all that it reads. */
  get isOwn(): boolean {
    return [...this.all.values()].every(({ isOwn }) => isOwn);
  }

  /** Variables of a function that reads them. */
  get environment(): Readonly<Record<string, string>> {
    const alone = this.all.get(undefined);
    if (alone) return alone.environment;
    const [first] = this.all.values();
    const { SOURCE_START_AT } = first!.environment;
    const streams = [...this.all].map(([source, { environment }]) => [source, environment['SOURCE_STREAM']]);
    return {
      SOURCE_STREAMS: JSON.stringify(Object.fromEntries(streams)),
      ...(SOURCE_START_AT !== undefined && { SOURCE_START_AT }),
      POWERTOOLS_SERVICE_NAME: this.service,
    };
  }

  /**
   * One of them.
   *
   * @param source the source's name; needed where the pipeline has several.
   * @throws Error where there is none of that name, or several and none is named.
   */
  of(source: string | undefined): SourceReading {
    const found = this.all.get(source);
    if (found) return found;
    const names = [...this.all.keys()].filter(name => name !== undefined);
    if (names.length === 0) throw new Error(`${this.pipeline}: it reads one stream, which has no name: ${source}`);
    throw new Error(
      source === undefined
        ? `${this.pipeline}: it reads several streams: name one of ${names.join(', ')}`
        : `${this.pipeline}: no source is called ${source}: ${names.join(', ')}`,
    );
  }

  /** To read them by calls; with `mapped` also by event source mappings. */
  grant(grantee: IGrantable, options: { readonly mapped?: boolean } = {}): void {
    for (const reading of this.all.values()) reading.grant(grantee, options);
  }
}
