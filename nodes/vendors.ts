import { identity as bling } from './Bling/identity.ts';
import { identity as intelipost } from './Intelipost/identity.ts';
import { identity as iset } from './Iset/identity.ts';
import { identity as nfeio } from './NfeIo/identity.ts';
import type { VendorIdentity } from './shared/vendorIdentity.ts';

/** The vendors of this package, in the panel's order. To add one, add a line here. */
export const vendors: readonly VendorIdentity[] = [bling, iset, intelipost, nfeio];
