import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { WindowedPipeline } from '../../lib';
import { newApp } from './support';
import { PageCode } from './support-page';

const page = new PageCode('docs/how-to/existing-stream.md', __dirname);
const ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/sensors';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

test('the construct of the page reads the stream of the page', () => {
  const stack = new Stack(newApp(), 'Mine');
  page.run<{ addSensors(stack: Stack, definition: string): void }>('app.ts').addSensors(stack, 'trades');
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: ARN });
  template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmName: 'tidemark-trades-reads-refused' }, 1);
});

test("the policy of the page lets in what the functions' own rights allow, and no more", () => {
  const stack = new Stack(newApp(), 'Mine');
  const source = Stream.fromStreamArn(stack, 'Source', ARN);
  new WindowedPipeline(stack, 'Sensors', { definition: 'trades', source });
  const statements = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement,
  );
  const taken = statements.filter(({ Resource }) => Resource === ARN).flatMap(({ Action }) => Action);
  const policy = JSON.parse(page.block('json')) as { Statement: [Statement] };
  expect(policy.Statement[0].Resource).toBe(ARN);
  expect([...policy.Statement[0].Action].sort()).toEqual([...new Set(taken)].sort());
});
