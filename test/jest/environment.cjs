const { TestEnvironment } = require('jest-environment-node');

// Outside as well: n8n is given errors of the sandbox.
require('./realm.cjs');

/** The change of which a test is known that noticed it: the rest of the tests need not run. */
let noticed;
const change = () => process.env.__STRYKER_ACTIVE_MUTANT__;

/** Jest's sandbox, with node's own `require`: what that has loaded stays loaded from one test file to the next. */
module.exports = class extends TestEnvironment {
	async setup() {
		await super.setup();
		this.global.requireOutside = require;
	}

	handleTestEvent({ name, test }) {
		if (change() === undefined) return;
		if (name === 'test_fn_failure' || name === 'hook_failure') noticed = change();
		if (name === 'test_start' && noticed === change()) test.mode = 'skip';
	}
};
