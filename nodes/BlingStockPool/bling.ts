/** Everything the stock pool needs from the Bling node. */
export { BlingApi } from '../Bling/api/api';
export type { Balance } from '../Bling/api/balances';
export { balancesIn, balancesOf } from '../Bling/api/balances';
export { blingId } from '../Bling/api/blingId';
export { postMovement } from '../Bling/api/movement';
export { dateTimeFormat } from '../Bling/api/period';
export type { ProductRow } from '../Bling/api/products';
export { isComposite, productsById, productsBySku } from '../Bling/api/products';
export { rounded } from '../Bling/api/quantity';
