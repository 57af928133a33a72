import type { RemovalPolicy } from 'aws-cdk-lib';
import { FlowLogDestination, FlowLogTrafficType, type IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A network for what only calls out: public subnets without a NAT gateway, and nothing may come in. */
export class FeedNetwork extends Construct {
  readonly vpc: IVpc;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { removalPolicy }: { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id);
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 28 }],
      // Its rules are taken away by a function of the library's, which costs more than it guards: nothing uses the group.
      restrictDefaultSecurityGroup: false,
    });
    vpc.addFlowLog('Rejected', {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'Rejected', { retention: RetentionDays.ONE_WEEK, removalPolicy }),
      ),
    });
    // The library's class is no subtype of its interface where optional members are exact.
    this.vpc = vpc as IVpc;
    this.securityGroup = new SecurityGroup(this, 'Out', {
      vpc: this.vpc,
      description: 'A feed calls out; nothing comes in',
    });
  }
}
