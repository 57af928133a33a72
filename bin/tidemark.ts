import { App } from 'aws-cdk-lib';
import { DefinitionError } from '../engine';
import { readSettings, SettingsError } from '../lib/app-settings';
import { DefinitionFileError } from '../lib/definition-file';
import { addStacks } from '../lib/tidemark-app';

try {
  const app = new App();
  addStacks(app, readSettings(app.node), process.cwd());
  app.synth();
} catch (error) {
  const isMistake = [DefinitionError, DefinitionFileError, SettingsError].some(kind => error instanceof kind);
  if (!isMistake) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
