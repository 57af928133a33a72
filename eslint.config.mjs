import tseslint from 'typescript-eslint';
import jest from 'eslint-plugin-jest';

/** Packages that a room does without; which rooms it may know is in docs/architecture.md, and test/tidy.test.ts holds it to that. */
const without = (rooms, packages, message) => ({
  files: rooms.map(room => `${room}/**/*.ts`),
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: packages, message }] }] },
});

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', 'coverage', 'reports', 'dist'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  { files: ['**/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  without(
    ['engine', 'pipelines'],
    [
      '@aws-sdk/*',
      '@smithy/*',
      'aws-cdk-lib',
      'aws-cdk-lib/*',
      '@aws-lambda-powertools/*',
      'node:fs',
      'node:http',
      'node:child_process',
    ],
    'The engine is pure: it reaches the world only through its ports.',
  ),
  without(['api', 'collector', 'cost'], ['@aws-sdk/*'], 'These rooms reach AWS through the ports of the engine only.'),
  without(['lib'], ['@aws-sdk/*'], 'Constructs describe; they call nothing.'),
  without(['local'], ['aws-cdk-lib', 'aws-cdk-lib/*'], 'The local runner reads the synthesized template.'),
  { files: ['test/**/*.ts'], ...jest.configs['flat/recommended'] },
  {
    files: ['test/**/*.ts'],
    rules: {
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/expect-expect': 'off',
      'jest/no-conditional-expect': 'off',
      'jest/no-standalone-expect': 'off',
    },
  },
);
