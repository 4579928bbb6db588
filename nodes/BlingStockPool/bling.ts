/** All that the stock pool needs of the Bling node. */
export { BlingApi } from '../Bling/api';
export type { Balance } from '../Bling/balances';
export { balancesIn, balancesOf } from '../Bling/balances';
export { blingId } from '../Bling/blingId';
export { postMovement } from '../Bling/movement';
export { dateTimeFormat } from '../Bling/period';
export type { ProductRow } from '../Bling/products';
export { isComposite, productsById, productsBySku } from '../Bling/products';
export { rounded } from '../Bling/quantity';
