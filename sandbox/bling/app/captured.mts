/** The only captured body, byte for byte: the published test vector. docs/facts/bling.md §2.2 */
export const capturedStockCreated =
	'{"eventId":"01a05007-571a-7acc-ae53-efcf3cd5ec55","date":"2026-08-30T00:17:33Z","version":"v1","event":"stock.created","companyId":"9db3b9e60022d0eddb121a4319dfbe15","data":{"produto":{"id":16698952209},"saldoFisicoTotal":6,"saldoVirtualTotal":6,"deposito":{"id":14889169062,"saldoFisico":6,"saldoVirtual":6},"operacao":"B","quantidade":6}}';
