const { join, resolve } = require('node:path');

const config = require('../../jest.config.js');

/**
 * The unit tests for Stryker, which runs them once for each change in the code: n8n is loaded once, outside the sandbox
 * of jest, and not once for each test file (measured: 2 to 5 s of each run).
 * @type {import('jest').Config}
 */
module.exports = {
	...config,
	rootDir: resolve(__dirname, '../..'),
	testEnvironment: join(__dirname, 'environment.cjs'),
	setupFiles: ['<rootDir>/test/mutation/realm.cjs'],
	// A change may make a test wait for ever.
	testTimeout: 10_000,
	moduleNameMapper: {
		'^n8n-workflow$': '<rootDir>/test/mutation/n8n-workflow.cjs',
		'^n8n-core$': '<rootDir>/test/mutation/n8n-core.cjs',
		'^n8n-core/.*/request-helpers/factory\\.js$': '<rootDir>/test/mutation/n8n-core-requests.cjs',
	},
};
