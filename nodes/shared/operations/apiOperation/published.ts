import { state } from '../../../state';
import type { ApiResponse } from '../../http/request';
import type { Call } from '../operation';
import type { Contract } from './contract';
import type { Words } from './label';
import type { Paging } from './mapped';
import type { PlacedRequest } from './request';

/** How all that a vendor publishes is offered and sent. */
export interface PublishedApi<Api> {
	/** As errors and the menu call it. */
	vendor: string;
	/** An example of By Path. */
	placeholder: string;
	/** Read when it is first needed: nothing of it is loaded when n8n starts. */
	load(): Promise<Contract>;
	words: Words;
	paging: Paging;
	send(call: Call<Api>, request: PlacedRequest): Promise<ApiResponse>;
	/** What no item holds is taken out of JSON that came where a file might have. */
	clean?(body: unknown): unknown;
	/** The error of an answer that is a page. */
	undocumented(call: Call<Api>, request: PlacedRequest): Error;
	/** Why this is never sent. */
	refusal?(method: string, path: string): { problem: string; advice: string } | undefined;
}

/** What a vendor publishes: read once in a process, when it is first needed. */
export const contractOf = async <Api>({ vendor, load }: PublishedApi<Api>) => await state.contracts.of({ vendor }, load);
