/** How long an answer may take, and the pause after none, ms. */
const ANSWER_MS_MAX = 2_000;
const PAUSE_MS = 200;

/** Whether any HTTP server answers there. */
export async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    await response.body?.cancel();
    return true;
  } catch {
    await new Promise(done => setTimeout(done, PAUSE_MS));
    return false;
  }
}

/**
 * The environment for the CDK CLI and the SDK: one endpoint for all services, dummy credentials, nothing of the user's own.
 *
 * @param cdkHome where the CLI remembers which account a key belongs to; that differs between emulators.
 * @throws TypeError when the endpoint is not a URL; RangeError when it is one of AWS: the stacks are deleted at the end.
 */
export function awsEnvironment(endpoint: string, cdkHome: string): NodeJS.ProcessEnv {
  const { hostname } = new URL(endpoint);
  if (/(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(hostname)) throw new RangeError(`${endpoint} is not an emulator`);
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && !name.startsWith('CDK_'));
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_HOME: cdkHome,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NODE_NO_WARNINGS: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
