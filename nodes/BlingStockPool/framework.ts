/** Everything the stock pool needs from the other folders. */
export { identity } from '../Bling/identity';
export { instanceCredential } from '../instance/address';
export { InstanceApi } from '../instance/api';
export type { Cell, Condition, Filter, Row, TableLayout } from '../instance/tables';
export { Table, TablesUnavailable } from '../instance/tables';
export { Parameters } from '../shared/operations/parameters';
export { withWitness } from '../shared/operations/wholeExpression';
export { rethrow } from '../shared/rethrow';
