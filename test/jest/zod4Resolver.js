/** Gives the nodes zod 4 and leaves zod 3 to n8n's own packages, which need it. */
module.exports = (path, options) => {
	const ours = path === 'zod' && !options.basedir.includes('node_modules');
	return options.defaultResolver(ours ? 'zod/v4' : path, options);
};
