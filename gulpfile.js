const { rm } = require('node:fs/promises');

const { src, dest, parallel } = require('gulp');

/** What tsc does not copy: icons, codex files and the bundled workflows, so that they ship in the tarball. */
const nodeAssets = () => src('nodes/**/*.{svg,json}', { encoding: false }).pipe(dest('dist/nodes'));
const credentialAssets = () => src('credentials/**/*.svg', { encoding: false, allowEmpty: true }).pipe(dest('dist/credentials'));
const workflows = () => src('workflows/**/*.{json,md}', { encoding: false, allowEmpty: true }).pipe(dest('dist/workflows'));

/** Removes what an earlier build left: the tarball includes all of dist. */
exports.clean = async () => await rm('dist', { recursive: true, force: true });
exports.default = parallel(nodeAssets, credentialAssets, workflows);
