import { shardIdIn } from '../../../lambda/aws/source-streams';

const ARN = 'arn:aws:kinesis:us-east-1:111111111111:stream';
const STREAMS = { views: 'shop_views', orders: `${ARN}/their-orders` };

test.each([
  [`${ARN}/shop_views`, 'views/shardId-0'],
  [`${ARN}/their-orders`, 'orders/shardId-0'],
  [`${ARN}/their-orders/consumer/shop:1700000000`, 'orders/shardId-0'],
])('a shard of the stream %s is %s', (arn, shardId) => {
  expect(shardIdIn(STREAMS, arn, 'shardId-0')).toBe(shardId);
});

test('a shard of the only stream keeps its id', () => {
  expect(shardIdIn('trades', `${ARN}/trades`, 'shardId-0')).toBe('shardId-0');
});

test('a stream that is none of the pipeline stops the batch, which is kept', () => {
  expect(() => shardIdIn(STREAMS, `${ARN}/shop`, 'shardId-0')).toThrow('no source of the pipeline is the stream');
});
