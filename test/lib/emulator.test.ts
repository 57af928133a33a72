import { newTidemark, templatesOf } from './support';

const LACKING = /^(AWS::Athena::NamedQuery|AWS::CloudWatch::\w*|Custom::S3AutoDeleteObjects)$/;

test('an emulator gets the stacks of AWS without the resources that it lacks', () => {
  const complete = templatesOf(newTidemark({ disposable: true }));
  const reduced = templatesOf(newTidemark({ disposable: true, emulator: true }));
  expect([...reduced.keys()].sort()).toEqual([...complete.keys()].sort());
  for (const [id, template] of complete) {
    const kept = Object.entries(template.Resources).filter(([, { Type }]) => !LACKING.test(Type));
    expect(reduced.get(id)!.Resources ?? {}).toEqual(Object.fromEntries(kept));
  }
});
