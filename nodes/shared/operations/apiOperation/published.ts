import { state } from '../../../state';
import type { ApiResponse } from '../../http/request';
import type { Call } from '../operation';
import type { Contract } from './contract';
import type { Words } from './label';
import type { Paging } from './mapped';
import type { PlacedRequest } from './request';

/** How a vendor's published operations are offered and sent. */
export interface PublishedApi<Api> {
	/** Its name in errors and the menu. */
	vendor: string;
	/** An example for By Path. */
	placeholder: string;
	/** Loaded when first needed, not when n8n starts. */
	load(): Promise<Contract>;
	words: Words;
	paging: Paging;
	send(call: Call<Api>, request: PlacedRequest): Promise<ApiResponse>;
	/** Removes what no item may contain from JSON that came where a file was possible. */
	clean?(body: unknown): unknown;
	/** The error for an answer that is an HTML page. */
	undocumented(call: Call<Api>, request: PlacedRequest): Error;
	/** Why this is never sent. */
	refusal?(method: string, path: string): { problem: string; advice: string } | undefined;
}

/** What a vendor publishes: read once per process, when first needed. */
export const contractOf = async <Api>({ vendor, load }: PublishedApi<Api>) => await state.contracts.of({ vendor }, load);
