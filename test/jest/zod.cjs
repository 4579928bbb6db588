// Outside the sandbox, where each look at a global (Map, Promise, Array) costs: parsing is then several times faster.
module.exports = requireOutside(process.env.ZOD === '4' ? 'zod/v4' : 'zod');
