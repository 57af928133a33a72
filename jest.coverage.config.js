const base = require('./jest.config');

/** @type {import('jest').Config} `npm run test:coverage`: the floor, and reports for people and for machines. */
module.exports = {
  ...base,
  collectCoverage: true,
  collectCoverageFrom: [
    '{api,cli,collector,cost,engine,input,lambda,lib,local,pipelines,producer,sign-in,tracker}/**/*.ts',
    '!**/*.d.ts',
  ],
  // What runs in processes of its own (handlers, commands) is not counted.
  coverageThreshold: { global: { statements: 86, branches: 78, functions: 85, lines: 87 } },
  coverageDirectory: 'reports/coverage',
  coverageReporters: ['text-summary', 'lcov'],
  reporters: [
    ...base.reporters,
    ['jest-html-reporters', { publicPath: 'reports', filename: 'tests.html', pageTitle: 'Tidemark: tests' }],
  ],
};
