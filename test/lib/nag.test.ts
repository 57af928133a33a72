import { type App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { WindowedPipeline } from '../../lib';
import { newApp, newTidemark } from './support';

/** What cdk-nag finds in an app, as synthesis reports it. */
function findings(app: App): string[] {
  const checks = new AwsSolutionsChecks(app);
  const found: string[] = [];
  Validations.of(app).addPlugins({
    name: checks.name,
    validate(context) {
      const report = checks.validate(context);
      found.push(...report.violations.map(({ ruleName }) => ruleName));
      return { ...report, success: true, violations: [] };
    },
  });
  app.synth();
  return found;
}

test.each([false, true])('cdk-nag and the library find nothing open in any stack (disposable: %s)', disposable => {
  expect(findings(newTidemark({ disposable }, newApp({ validated: true })))).toEqual([]);
});

test('nor in a pipeline of its own, with its own lake', () => {
  const app = newApp();
  new WindowedPipeline(new Stack(app, 'Mine'), 'Trades', { definition: 'trades' });
  expect(findings(app)).toEqual([]);
});

test('it would find a bucket that is open', () => {
  const app = newApp();
  new Bucket(new Stack(app, 'Mine'), 'Bucket');
  expect(findings(app)).toEqual(expect.arrayContaining(['AwsSolutions-S10']));
});
