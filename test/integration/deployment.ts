import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/project';
import { runCommand } from './run-command';
import { say } from './step';
import { synthTheirs, THEIR_STACK, type TheirOutputs } from './their-stack';

/** Outputs by stack, as the stacks declare them. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const STEP_MS_MAX = 100_000;
const CONTEXT = { disposable: 'true', emulator: 'true' };

/** The app's stacks, and one of somebody else, brought to an endpoint and away again by the CDK CLI. */
export class Deployment {
  private readonly assembly: string;
  private readonly theirs: string;

  /**
   * @param workDir takes the assemblies, so that runs at the same time do not share one.
   * @param deployFlags further flags of `cdk deploy`.
   */
  constructor(
    workDir: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly deployFlags: readonly string[] = [],
  ) {
    this.assembly = join(workDir, 'cdk.out');
    this.theirs = join(workDir, 'theirs.out');
  }

  /** @throws CommandFailed */
  async deployTheirs(): Promise<TheirOutputs> {
    synthTheirs(this.theirs);
    await this.cdk('bootstrap', '--app', this.theirs);
    const outputs = await this.bring(this.theirs);
    return outputs[THEIR_STACK] as unknown as TheirOutputs;
  }

  /**
   * @param context settings of the app, beside those of any emulator.
   * @throws CommandFailed
   */
  async deploy(context: Readonly<Record<string, string>>): Promise<Outputs> {
    const settings = Object.entries({ ...CONTEXT, ...context }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    await this.cdk('synth', '--quiet', '--output', this.assembly, ...settings);
    return this.bring(this.assembly);
  }

  /** @throws CommandFailed */
  async destroy(): Promise<void> {
    await this.cdk('destroy', '--app', this.assembly, '--all', '--force');
  }

  /** @throws CommandFailed */
  async destroyTheirs(): Promise<void> {
    await this.cdk('destroy', '--app', this.theirs, '--all', '--force');
  }

  private async bring(assembly: string): Promise<Outputs> {
    const outputs = `${assembly}.outputs.json`;
    const flags = ['--all', '--require-approval', 'never', '--progress', 'events', '--outputs-file', outputs];
    await this.cdk('deploy', '--app', assembly, ...flags, ...this.deployFlags);
    return JSON.parse(readFileSync(outputs, 'utf8')) as Outputs;
  }

  private async cdk(command: string, ...args: string[]): Promise<void> {
    const cli = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const options = { cwd: ROOT, env: this.env, timeoutMs: STEP_MS_MAX };
    await runCommand(process.execPath, [cli, command, '--no-notices', ...args], options);
    say(`cdk ${command}`);
  }
}
