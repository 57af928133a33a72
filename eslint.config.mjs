import tseslint from 'typescript-eslint';
import jest from 'eslint-plugin-jest';

const pure = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          group: [
            '@aws-sdk/*',
            '@smithy/*',
            'aws-cdk-lib',
            'aws-cdk-lib/*',
            '@aws-lambda-powertools/*',
            'node:fs',
            'node:http',
            'node:child_process',
          ],
          message: 'The engine is pure: it reaches the world only through its ports.',
        },
        {
          group: ['**/lambda/**', '**/lib/**', '**/local/**', '**/cli/**', '**/producer/**', '**/input/**'],
          message: 'The engine and the definitions know no other room.',
        },
      ],
    },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
      message: 'Take the time from the Clock port.',
    },
    {
      selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
      message: 'The engine is deterministic.',
    },
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'Take the time from the Clock port.',
    },
  ],
};

const rooms = (files, forbidden, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message }] }] },
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
  { files: ['engine/**/*.ts', 'pipelines/**/*.ts'], rules: pure },
  rooms(['lambda/**/*.ts'], ['**/lib/**', '**/local/**', '**/cli/**', '**/bin/**'], 'Handlers know the engine only.'),
  rooms(
    ['api/**/*.ts', 'collector/**/*.ts', 'cost/**/*.ts'],
    ['**/lambda/**', '**/lib/**', '**/local/**', '**/cli/**', '**/bin/**', '@aws-sdk/*'],
    'These rooms know the engine only.',
  ),
  rooms(
    ['lib/**/*.ts'],
    ['**/local/**', '**/cli/**', '**/bin/**', '@aws-sdk/*'],
    'Constructs describe; they know the engine only.',
  ),
  rooms(
    ['local/**/*.ts'],
    ['**/cli/**', '**/bin/**', 'aws-cdk-lib', 'aws-cdk-lib/*'],
    'The local runner reads the synthesized template.',
  ),
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
