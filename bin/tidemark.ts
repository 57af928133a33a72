import { App } from 'aws-cdk-lib';
import { readSettings, SettingsError } from '../lib/app-settings';
import { DefinitionFileError } from '../lib/definition-file';
import { addStacks } from '../lib/tidemark-app';

try {
  const app = new App();
  addStacks(app, readSettings(app.node), process.cwd());
  app.synth();
} catch (error) {
  if (!(error instanceof DefinitionFileError) && !(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
