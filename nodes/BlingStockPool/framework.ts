/** All that the stock pool needs of the other folders. */
export type { Cell, Condition, Filter, Row, TableLayout } from '../instance/tables';
export { Table, TablesUnavailable } from '../instance/tables';
export { instanceCredential } from '../shared/instance';
export { explained } from '../shared/instance';
export { Parameters } from '../shared/parameters';
export { InstanceApi } from '../WebhookDeliveries/api';
