import { App, Validations } from 'aws-cdk-lib';
import { DefinitionError } from '../engine';
import { readSettings, SettingsError } from '../lib/app-settings';
import { DefinitionFileError } from '../lib/definition-file';
import { addStacks } from '../lib/tidemark-app';

async function main(): Promise<void> {
  const app = new App();
  const settings = readSettings(app.node);
  addStacks(app, settings, process.cwd(), process.env['CDK_DEFAULT_REGION']);
  if (settings.nag) {
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  app.synth();
}

main().catch((error: unknown) => {
  const isMistake = [DefinitionError, DefinitionFileError, SettingsError].some(kind => error instanceof kind);
  if (!isMistake) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
