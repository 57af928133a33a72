import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What MiniStack or moto refuses or cannot run. No other resource refers to these. */
const LACKING = new Set([
  'AWS::Athena::NamedQuery',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  // Its function takes the AWS SDK from Lambda's runtime.
  'Custom::S3AutoDeleteObjects',
]);

/** Takes the resources that emulators of AWS lack out of the app's stacks; everything else stays as it deploys to AWS. */
export function leaveOutForEmulators(app: Construct): void {
  for (const construct of app.node.findAll()) {
    if (!CfnResource.isCfnResource(construct) || !LACKING.has(construct.cfnResourceType)) continue;
    construct.node.scope!.node.tryRemoveChild(construct.node.id);
  }
}
