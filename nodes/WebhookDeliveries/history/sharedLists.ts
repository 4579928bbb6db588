/** Lists that several readers go through, each read once, page by page, as far as the one who reads furthest. */
export class SharedLists<Name, Row> {
	private readonly known = new Map<Name, { read: Row[]; more: () => Promise<boolean> }>();

	constructor(private readonly open: (name: Name) => AsyncGenerator<Row[], void>) {}

	async *rows(name: Name): AsyncGenerator<Row, void> {
		const list = this.known.get(name) ?? this.begin(name);
		for (let index = 0; index < list.read.length || (await list.more()); index++) yield list.read[index];
	}

	private begin(name: Name) {
		const source = this.open(name);
		const read: Row[] = [];
		const next = async (): Promise<boolean> => {
			for (const before = read.length; read.length === before; ) {
				const { value, done } = await source.next();
				if (done) return false;
				read.push(...value);
			}
			return true;
		};
		// Readers that are at the same place wait for the same page; one that failed fails for all who come later too.
		let asked: Promise<boolean> | undefined;
		const more = async () => {
			const page = (asked ??= next());
			const found = await page;
			if (asked === page) asked = undefined;
			return found;
		};
		const list = { read, more };
		this.known.set(name, list);
		return list;
	}
}
