import { Stack, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { grantKey } from './permissions';

/** Allows actions on the objects below prefixes of a bucket, and acknowledges the wildcard that this takes. */
export function allowObjects(
  role: IRole,
  bucket: IBucket,
  prefixes: readonly string[],
  actions: readonly string[],
): void {
  const resources = prefixes.map(prefix => bucket.arnForObjects(`${prefix}/*`));
  role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources }));
  const reads = actions.includes('s3:GetObject');
  grantKey(bucket.encryptionKey, role, 'kms:GenerateDataKey', ...(reads ? ['kms:Decrypt'] : []));
  // What cdk-nag calls the finding depends on how the bucket is referred to, which is known once references are resolved.
  role.node.addValidation({
    validate() {
      for (const resource of resources) {
        const name = findingName(Stack.of(role).resolve(resource));
        Validations.of(role).acknowledge({
          id: `AwsSolutions-IAM5[Resource::${name}]`,
          reason: 'Objects are named by date and content; the wildcard stands below one prefix of one pipeline.',
        });
      }
      return [];
    },
  });
}

/** A resolved value as cdk-nag writes it. */
export function findingName(value: unknown): string {
  if (Array.isArray(value)) return value.map(findingName).join('');
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = []] = Object.entries(value as Record<string, unknown>);
  if (name === 'Ref') return `<${String(argument)}>`;
  if (name === 'Fn::Sub') return String(argument).replaceAll(/\$\{([^}]+)\}/g, '<$1>');
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(findingName).join(separator);
  }
  return findingName(argument);
}
