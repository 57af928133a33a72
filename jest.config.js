/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^#pipeline$': '<rootDir>/pipelines/page-views.ts',
    '^#lookups$': '<rootDir>/lambda/lookups/none.ts',
    '^#schemas$': '<rootDir>/lambda/schemas/none.ts',
    '^tidemark$': '<rootDir>/engine/index.ts',
  },
  globalSetup: '<rootDir>/test/support/temporary-folder.js',
  globalTeardown: '<rootDir>/test/support/remove-temporary-folder.js',
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.js'],
};
