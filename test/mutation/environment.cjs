const { TestEnvironment } = require('jest-environment-node');

/** Jest's sandbox, with node's own `require`: what that has loaded stays loaded from one test file to the next. */
module.exports = class extends TestEnvironment {
	async setup() {
		await super.setup();
		this.global.requireOutside = require;
	}
};
