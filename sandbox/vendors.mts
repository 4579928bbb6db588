import { bling } from './bling/module.mts';
import type { VendorModule } from './core/vendor.mts';
import { intelipost } from './intelipost/module.mts';
import { iset } from './iset/module.mts';
import { nfeio } from './nfeio/module.mts';

/** The vendors of the sandbox. A new one is a folder and a line here; the ports are in its module. */
export const vendors: readonly VendorModule[] = [bling, nfeio, intelipost, iset];
