const { isNativeError } = require('node:util/types');

// n8n's errors come from outside the sandbox, where `Error` is another class.
Object.defineProperty(Error, Symbol.hasInstance, {
	value(error) {
		return Function.prototype[Symbol.hasInstance].call(this, error) || (this === Error && isNativeError(error));
	},
});
