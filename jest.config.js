const transpile = { isolatedModules: true, esModuleInterop: true, target: 'es2022' };

/**
 * Unit tests are native ES modules (.mts); the nodes they import are CommonJS, as n8n loads them.
 * ZOD=4 runs the nodes with zod 4, which newer releases of n8n may bring.
 * @type {import('jest').Config}
 */
module.exports = {
	roots: ['<rootDir>/test/unit', '<rootDir>/test/contract'],
	// Both of two cores: jest leaves one idle by default.
	maxWorkers: '100%',
	// No test measures time: a busy machine may be slow.
	testTimeout: 60_000,
	testMatch: ['**/*.test.mts'],
	moduleFileExtensions: ['ts', 'mts', 'js', 'json', 'node'],
	...(process.env.ZOD === '4' ? { resolver: '<rootDir>/test/zod4Resolver.js' } : {}),
	extensionsToTreatAsEsm: ['.mts'],
	transform: {
		'\\.mts$': [
			'ts-jest',
			{ useESM: true, diagnostics: false, tsconfig: { ...transpile, module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true, noEmit: true } },
		],
		'\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: { ...transpile, module: 'commonjs', moduleResolution: 'node' } }],
	},
};
