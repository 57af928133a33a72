import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ResultsAnalysis, type ResultsAnalysisProps } from '../quicksight/results-analysis';

export interface QuickSightStackProps extends StackProps {
  readonly results: ResultsAnalysisProps;
}

/** A QuickSight analysis of a pipeline's results. */
export class QuickSightStack extends Stack {
  constructor(scope: Construct, id: string, { results, ...props }: QuickSightStackProps) {
    super(scope, id, props);
    Tags.of(this).add('tidemark:pipeline', results.windowed.pipeline.name);
    new ResultsAnalysis(this, 'Results', results);
  }
}
