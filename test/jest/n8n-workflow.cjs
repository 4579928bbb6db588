module.exports = {
	...requireOutside('n8n-workflow'),
	// By the clock that a test may have replaced.
	sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
};
