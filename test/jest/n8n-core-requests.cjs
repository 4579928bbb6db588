module.exports = requireOutside('n8n-core/dist/execution-engine/node-execution-context/utils/request-helpers/factory.js');
