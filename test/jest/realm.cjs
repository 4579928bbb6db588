const { isNativeError } = require('node:util/types');

// n8n-core is loaded once a process, outside jest's sandbox (n8n-core.cjs), so that its errors, and those of Node's own
// modules, are made by another `Error` than the one that nodes and tests ask for with `instanceof Error`.
Object.defineProperty(Error, Symbol.hasInstance, {
	value(error) {
		return Function.prototype[Symbol.hasInstance].call(this, error) || (this === Error && isNativeError(error));
	},
});
