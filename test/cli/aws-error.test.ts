import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awsErrorLine } from '../../cli/aws-error';
import { folder, type Ran, tidemark } from './support/tidemark';

jest.setTimeout(60_000);
const empty = folder();

const COMMANDS = [
  ['streams'],
  ['tail', 'trades'],
  ['audit', '--pipeline', 'trades'],
  ['produce', '--pipeline', 'trades', '--total', '1'],
];
/** An environment in which nothing leads to AWS. */
const NOTHING = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};
const KEYS = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_MAX_ATTEMPTS: '1' };

const run = async (args: readonly string[], env: Record<string, string>): Promise<Ran> => {
  // A folder for temporary files in which no runner has announced itself.
  return tidemark(args, {
    env: { PATH: process.env['PATH'], TMPDIR: empty, HOME: empty, ...NOTHING, ...env },
  });
};

describe.each(COMMANDS.map(args => ({ args, name: args[0]! })))('$name tells in one line', ({ args }) => {
  test.each([
    ['that there is no region', {}, /^tidemark: no region: set AWS_REGION/],
    ['that there are no credentials', { AWS_REGION: 'us-east-1' }, /^tidemark: no credentials: set AWS_PROFILE/],
    [
      'that nothing listens',
      { ...KEYS, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      /^tidemark: no connection: connect ECONNREFUSED 127\.0\.0\.1:9/,
    ],
    [
      'that an address is none',
      { ...KEYS, AWS_ENDPOINT_URL: 'localhost:4566' },
      /^tidemark: AWS_ENDPOINT_URL: expected a URL such as/,
    ],
  ])('%s', async (_, env: Record<string, string>, line) => {
    const ran = await run(args, env);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(line)]);
  });
});

test.each([
  ['AccessDeniedException', 'User me is not authorized', 'not allowed: User me is not authorized'],
  [
    'ExpiredTokenException',
    'The security token is expired',
    'the credentials have expired: The security token is expired',
  ],
  ['UnrecognizedClientException', 'The token is invalid', 'the credentials are not accepted: The token is invalid'],
  ['InvalidArgumentException', 'Bad name', 'InvalidArgumentException: Bad name'],
])('%s of a service is told in one line', async (type, message, line) => {
  const server = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: type, message }));
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ran = await run(['streams'], { ...KEYS, AWS_ENDPOINT_URL: url });
  server.close();
  expect(ran).toMatchObject({ code: 1, stderr: `tidemark: ${line}\n` });
});

test('throttling, and a host by several addresses of which none answers, are told by name', () => {
  const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $metadata: {} });
  expect(awsErrorLine(throttled)).toBe('too many requests, try again later: Rate exceeded');
  const both = Object.assign(new AggregateError([new Error('connect ECONNREFUSED ::1:9')]), { code: 'ECONNREFUSED' });
  expect(awsErrorLine(both)).toBe('no connection: connect ECONNREFUSED ::1:9');
});

test('an error of our own is none of AWS', () => {
  expect(awsErrorLine(new TypeError('x is not a function'))).toBeUndefined();
});
