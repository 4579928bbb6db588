const { availableParallelism } = require('node:os');
const { join } = require('node:path');

// A zone that no server uses: code that takes the machine's zone for UTC or Brazil's is detected.
process.env.TZ = 'America/Noronha';

// Jest runs the sources: imports keep their extension.
const transpile = { isolatedModules: true, esModuleInterop: true, target: 'es2022', rewriteRelativeImportExtensions: false };

/**
 * Unit tests are native ES modules (.mts); the nodes they import are CommonJS, as n8n loads them. n8n itself is loaded
 * once a process, outside the sandbox of jest (test/jest/), and not once for each test file: that halves the run.
 * ZOD=4 runs the nodes with zod 4, which newer releases of n8n may bring.
 * @type {import('jest').Config}
 */
module.exports = {
	roots: ['<rootDir>/test/unit', '<rootDir>/test/model', '<rootDir>/test/contract'],
	// Tests wait about a third of their time: three share two cores.
	maxWorkers: Math.ceil(availableParallelism() * 1.5),
	// No test measures time: a busy machine may be slow.
	testTimeout: 60_000,
	testMatch: ['**/*.test.mts'],
	// Stryker looks it up by itself and does not know <rootDir>.
	testEnvironment: join(__dirname, 'test/jest/environment.cjs'),
	setupFiles: ['<rootDir>/test/jest/realm.cjs'],
	moduleNameMapper: {
		'^zod$': '<rootDir>/test/jest/zod.cjs',
		'^n8n-workflow$': '<rootDir>/test/jest/n8n-workflow.cjs',
		'^n8n-core$': '<rootDir>/test/jest/n8n-core.cjs',
		'^n8n-core/.*/request-helpers/factory\\.js$': '<rootDir>/test/jest/n8n-core-requests.cjs',
	},
	moduleFileExtensions: ['ts', 'mts', 'js', 'json', 'node'],
	...(process.env.ZOD === '4' ? { resolver: '<rootDir>/test/jest/zod4Resolver.js' } : {}),
	extensionsToTreatAsEsm: ['.mts'],
	transform: {
		'\\.mts$': [
			'ts-jest',
			{
				useESM: true,
				diagnostics: false,
				tsconfig: { ...transpile, module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true, noEmit: true },
			},
		],
		'\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: { ...transpile, module: 'commonjs', moduleResolution: 'node' } }],
	},
};
