import { matchesPattern } from '../../../local/services/event-pattern';

const insert = (pk: string) => ({ eventName: 'INSERT', dynamodb: { Keys: { pk: { S: pk } } } });

test.each([
  [{ eventName: ['INSERT'] }, true],
  [{ eventName: ['MODIFY', 'INSERT'] }, true],
  [{ eventName: ['REMOVE'] }, false],
  [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'C#' }] } } } }, true],
  [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'E' }] } } } }, false],
  [{ dynamodb: { Keys: { pk: { S: [{ suffix: '001' }] } } } }, true],
  [{ dynamodb: { Keys: { sk: [{ exists: false }] } } }, true],
  [{ dynamodb: { Keys: { sk: { S: [{ prefix: 'C#' }] } } } }, false],
  [{ eventName: [{ 'anything-but': ['REMOVE'] }] }, true],
  [{ eventName: [{ 'anything-but': 'INSERT' }] }, false],
  [{ eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: ['other'] } } } }, false],
])('%j', (pattern, isMatch) => {
  expect(matchesPattern(pattern, insert('C#shardId-001'))).toBe(isMatch);
});
