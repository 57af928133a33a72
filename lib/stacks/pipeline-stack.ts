import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type SourceSetting, sourceProps } from '../source-settings';
import { WindowedPipeline, type WindowedPipelineProps } from '../windowed-pipeline';

export interface PipelineStackProps extends StackProps {
  readonly pipeline: WindowedPipelineProps;
  /** @default the pipeline makes its stream */
  readonly source?: SourceSetting | undefined;
}

/** `page_views` as an output's id has it. */
const pascal = (source = ''): string => source.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** One pipeline: its streams, its state and its functions. */
export class PipelineStack extends Stack {
  readonly windowed: WindowedPipeline;

  constructor(
    scope: Construct,
    id: string,
    { pipeline, source = { source: {}, sourceKey: {} }, ...props }: PipelineStackProps,
  ) {
    super(scope, id, props);
    this.windowed = new WindowedPipeline(this, 'Pipeline', { ...pipeline, ...sourceProps(this, source) });
    for (const [source, { stream }] of this.windowed.reading.all)
      new CfnOutput(this, `SourceStream${pascal(source)}`, { value: stream.streamName });
    new CfnOutput(this, 'AggregatesStream', { value: this.windowed.aggregates.streamName });
    new CfnOutput(this, 'StateTable', { value: this.windowed.state.tableName });
    new CfnOutput(this, 'ResultsTable', { value: this.windowed.results.tableName });
  }
}
