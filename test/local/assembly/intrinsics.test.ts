import { Intrinsics, type Stack } from '../../../local/assembly/intrinsics';

const stack: Stack = {
  id: 'App',
  template: {
    Parameters: { Stage: { Default: 'dev' } },
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: { TableName: { 'Fn::Join': ['-', ['t', { Ref: 'Stage' }]] } },
      },
    },
  },
};
const intrinsics = new Intrinsics([stack]);

test.each([
  [{ Ref: 'AWS::Region' }, 'us-east-1'],
  [{ Ref: 'Stage' }, 'dev'],
  [{ Ref: 'Queue' }, 'App-Queue'],
  [{ Ref: 'Topic' }, 'arn:aws:sns:us-east-1:000000000000:alarms'],
  [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:us-east-1:000000000000:table/t-dev'],
  [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  [
    { 'Fn::Sub': '${AWS::StackName}:${Table.Arn}:${!kept}' },
    'App:arn:aws:dynamodb:us-east-1:000000000000:table/t-dev:${kept}',
  ],
  [{ 'Fn::Sub': ['${Own}', { Own: { Ref: 'Stage' } }] }, 'dev'],
  [
    [{ deep: { Ref: 'Stage' } }, 1, null],
    [{ deep: 'dev' }, 1, null],
  ],
])('%j', (value, expected) => {
  expect(intrinsics.resolve(stack, value, 'here')).toEqual(expected);
});

test.each([
  [{ Ref: 'Nothing' }, 'App: here: nothing is named Nothing'],
  [{ 'Fn::ImportValue': 'Other:Export' }, 'here: no stack exports Other:Export'],
  [{ 'Fn::Transform': {} }, 'App: here: Fn::Transform is not supported on one machine'],
])('%j is refused', (value, message) => {
  expect(() => intrinsics.resolve(stack, value, 'here')).toThrow(message);
});
