// One run per group of scripts/mutation.mjs, which says what is mutated and by which tests it is judged.
const tests = (process.env.MUTATION_TESTS ?? 'test/unit').split(',');

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	testRunner: 'jest',
	testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
	// A mutant is judged by the tests that reach it.
	coverageAnalysis: 'perTest',
	// Texts and tables made once, when a file is loaded (menus, labels): every test reaches them,
	// none judges them.
	ignoreStatic: true,
	jest: {
		configFile: 'jest.config.js',
		// A change may make a test wait for ever.
		config: { testMatch: tests.map((path) => `<rootDir>/${path}`), testTimeout: 10_000 },
		enableFindRelatedTests: false,
	},
	ignorePatterns: ['artifacts', 'dist', 'docs/images', 'workflows', 'scripts/n8n', '.n8n-demo'],
	// What was judged before, by unchanged tests, is not judged again.
	incremental: true,
	incrementalFile: process.env.MUTATION_KNOWN ?? 'artifacts/mutation/all.json',
	tempDirName: 'artifacts/stryker',
	concurrency: 2,
	// On a busy machine a short limit would take a slow test for one that noticed: the whole run of a change takes a second.
	timeoutMS: 30_000,
	reporters: ['clear-text', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
	jsonReporter: { fileName: process.env.MUTATION_REPORT ?? 'artifacts/mutation/all.report.json' },
	thresholds: { high: 95, low: 85, break: null },
};
