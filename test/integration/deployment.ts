import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/project';
import { runCommand } from './run-command';
import { say } from './step';

/** Outputs by stack, as the stacks declare them. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const STEP_MS_MAX = 100_000;
const CONTEXT = ['-c', 'disposable=true', '-c', 'emulator=true'];

/** The app's stacks, brought to an endpoint and away again by the CDK CLI. */
export class Deployment {
  private readonly assembly: string;

  /**
   * @param workDir takes the assembly, so that runs at the same time do not share one.
   * @param deployFlags further flags of `cdk deploy`.
   */
  constructor(
    private readonly workDir: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly deployFlags: readonly string[] = [],
  ) {
    this.assembly = join(workDir, 'cdk.out');
  }

  /** @throws CommandFailed */
  async deploy(): Promise<Outputs> {
    const outputs = join(this.workDir, 'outputs.json');
    await this.cdk('synth', '--quiet', '--output', this.assembly, ...CONTEXT);
    await this.cdk('bootstrap', '--app', this.assembly);
    const flags = ['--all', '--require-approval', 'never', '--progress', 'events', '--outputs-file', outputs];
    await this.cdk('deploy', '--app', this.assembly, ...flags, ...this.deployFlags);
    return JSON.parse(readFileSync(outputs, 'utf8')) as Outputs;
  }

  /** @throws CommandFailed */
  async destroy(): Promise<void> {
    await this.cdk('destroy', '--app', this.assembly, '--all', '--force');
  }

  private async cdk(command: string, ...args: string[]): Promise<void> {
    const cli = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const options = { cwd: ROOT, env: this.env, timeoutMs: STEP_MS_MAX };
    await runCommand(process.execPath, [cli, command, '--no-notices', ...args], options);
    say(`cdk ${command}`);
  }
}
