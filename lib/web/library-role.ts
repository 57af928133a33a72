import { Stack, Validations } from 'aws-cdk-lib';
import { CfnPolicy, CfnRole, type IRole } from 'aws-cdk-lib/aws-iam';
import { findingName } from '../object-access';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/**
 * Acknowledges what cdk-nag finds in a role that the library makes for a function of its own: managed policies and
 * wildcards. The findings are named by actions and resources, which are known once references are resolved.
 */
export function acknowledgeLibraryRole(role: IRole, reason: string): void {
  role.node.addValidation({
    validate() {
      const names = role.node.findAll().flatMap(child => [...managedPolicies(child), ...wildcards(child)]);
      for (const id of new Set(names)) Validations.of(role).acknowledge({ id, reason });
      return [];
    },
  });
}

function managedPolicies(child: unknown): string[] {
  if (!(child instanceof CfnRole)) return [];
  const arns = (Stack.of(child).resolve(child.managedPolicyArns) ?? []) as unknown[];
  return arns.map(arn => `AwsSolutions-IAM4[Policy::${findingName(arn)}]`);
}

function wildcards(child: unknown): string[] {
  if (!(child instanceof CfnPolicy)) return [];
  const { Statement } = Stack.of(child).resolve(child.policyDocument) as { Statement: Statement[] };
  return Statement.flatMap(({ Action, Resource }) => [
    ...listOf(Action).map(action => `Action::${String(action)}`),
    ...listOf(Resource).map(resource => `Resource::${findingName(resource)}`),
  ])
    .filter(name => name.includes('*'))
    .map(name => `AwsSolutions-IAM5[${name}]`);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);
