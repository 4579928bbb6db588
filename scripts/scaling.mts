// `npm run scaling`: the cost model and the table of docs/*/scale.md, computed from bench/results.json by a simulated day.
import { readResults } from '../bench/results.mts';
import { publishScaling, scalingTables } from '../bench/scalingTables.mts';

const results = await readResults();
const figures = results.lazy?.figures.cases;
if (!figures) throw new Error('bench/results.json has no figures of speed yet: npm run bench -- lazy');
console.log(scalingTables(figures, 'en'));
await publishScaling(results);
