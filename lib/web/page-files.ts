import { AssetHashType, DockerImage, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../project';
import { acknowledgeLibraryRole } from './library-role';

export interface PageFilesProps {
  readonly bucket: IBucket;
  readonly distribution: Distribution;
  /** What the sign-in reads from `/settings.json`; absent: nobody signs in. */
  readonly settings: Readonly<Record<string, string>> | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Puts the page's files, built at synthesis, into the bucket, and takes them out of CloudFront's caches. */
export class PageFiles extends Construct {
  constructor(scope: Construct, id: string, { bucket, distribution, settings, removalPolicy }: PageFilesProps) {
    super(scope, id);
    const deployment = new BucketDeployment(this, 'Deployment', {
      destinationBucket: bucket,
      distribution,
      distributionPaths: ['/*'],
      sources: [builtPage(), ...(settings ? [Source.jsonData('settings.json', settings)] : [])],
      logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy }),
    });
    Validations.of(deployment.handlerRole.node.scope!).acknowledge({ id: 'AwsSolutions-L1', reason: LIBRARY });
    acknowledgeLibraryRole(deployment.handlerRole, LIBRARY);
  }
}

const LIBRARY =
  "The CDK's own function, which runs only while the stack is deployed; the library chooses its role and runtime.";

/** Built in a process of its own: building is asynchronous, and synthesis is not. */
function builtPage(): ISource {
  return Source.asset(join(ROOT, 'sign-in'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outputDir) {
          execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'write-page.ts'), outputDir], {
            cwd: ROOT,
          });
          return true;
        },
      },
    },
  });
}
