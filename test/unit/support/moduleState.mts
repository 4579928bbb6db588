import ts from 'typescript';

/** What changes an array, a map or a set. */
const mutating = /^(push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear)$/;
const readOnly = /^Readonly(Set|Map)\b/;
/** What is never written into once it is made: formats, and a piece of a page. */
const immutable = /^(Intl\.\w+|Html)$/;

/** Where a module of this source has state that outlives a call: "file:line what". */
export function stateIn(path: string, source: string): string[] {
	const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const note = (node: ts.Node, what: string) => {
		found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`);
	};
	const names = new Set<string>();
	for (const statement of file.statements) {
		for (const name of declaredBy(statement)) names.add(name);
		if (ts.isVariableStatement(statement)) {
			const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
			for (const { name, type, initializer } of statement.declarationList.declarations) {
				if (!isConst) note(statement, `let ${name.getText()}`);
				else if (initializer && !readOnly.test(type?.getText() ?? '')) made(initializer, note);
			}
		}
		if (ts.isClassDeclaration(statement)) {
			for (const member of statement.members) {
				if (!ts.isPropertyDeclaration(member)) continue;
				const kinds = member.modifiers?.map(({ kind }) => kind) ?? [];
				const isStatic = kinds.includes(ts.SyntaxKind.StaticKeyword);
				if (isStatic && !kinds.includes(ts.SyntaxKind.ReadonlyKeyword)) note(member, `static ${member.name.getText()}`);
				else if (member.initializer && (isStatic || path.endsWith('.node.ts'))) made(member.initializer, note);
			}
		}
	}
	changes(file, names, note);
	return found;
}

function declaredBy(statement: ts.Statement): string[] {
	if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => boundBy(name));
	if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) return [statement.name.text];
	if (!ts.isImportDeclaration(statement)) return [];
	const { name, namedBindings } = statement.importClause ?? {};
	const listed = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements.map((element) => element.name.text) : [];
	return [...(name ? [name.text] : []), ...listed];
}

function boundBy(name: ts.BindingName): string[] {
	if (ts.isIdentifier(name)) return [name.text];
	return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundBy(element.name) : []));
}

type Note = (node: ts.Node, what: string) => void;

/** Objects that are made while the module is loaded, not when one of its functions is called. */
function made(node: ts.Node, note: Note): void {
	if (ts.isFunctionLike(node)) return;
	if (ts.isNewExpression(node) && !immutable.test(node.expression.getText()) && !isGone(node)) {
		note(node, `new ${node.expression.getText()}`);
	}
	if (ts.isCallExpression(node)) {
		let called: ts.Expression = node.expression;
		while (ts.isParenthesizedExpression(called)) called = called.expression;
		if (ts.isFunctionLike(called)) note(node, 'a function that is called at once');
	}
	ts.forEachChild(node, (child) => made(child, note));
}

/** What is spread at once into something else is not kept itself. */
const isGone = (node: ts.NewExpression): boolean => ts.isSpreadElement(node.parent);

/** What writes into a thing of the module, or into one that it imports. */
function changes(file: ts.SourceFile, names: Set<string>, note: Note): void {
	const target = (expression: ts.Expression): boolean => {
		let root = expression;
		while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isNonNullExpression(root))
			root = root.expression;
		// The register itself is the one place to write into.
		return ts.isIdentifier(root) && root.text !== 'state' && names.has(root.text) && !isLocal(root);
	};
	const visit = (node: ts.Node): void => {
		if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) && target(node.left)) note(node, `${node.left.getText()} =`);
		if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isStep(node.operator) && target(node.operand)) {
			note(node, `${node.operand.getText()} ++`);
		}
		if (ts.isDeleteExpression(node) && target(node.expression)) note(node, `delete ${node.expression.getText()}`);
		if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
			const { expression, name } = node.expression;
			if (mutating.test(name.text) && target(expression)) note(node, `${expression.getText()}.${name.text}`);
			const [first] = node.arguments;
			if (expression.getText() === 'Object' && /^(assign|definePropert)/.test(name.text) && first && target(first)) {
				note(node, `Object.${name.text} ${first.getText()}`);
			}
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
}

const isAssignment = (kind: ts.SyntaxKind) => kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
const isStep = (kind: ts.SyntaxKind) => kind === ts.SyntaxKind.PlusPlusToken || kind === ts.SyntaxKind.MinusMinusToken;

/** Whether a function around it gives the name another meaning. */
function isLocal(identifier: ts.Identifier): boolean {
	for (let node: ts.Node = identifier; !ts.isSourceFile(node); node = node.parent) {
		if (ts.isFunctionLike(node) && declaresName(node, identifier.text)) return true;
	}
	return false;
}

function declaresName(node: ts.Node, name: string): boolean {
	const isIt = (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && boundBy(node.name).includes(name);
	return isIt || (ts.forEachChild(node, (child) => declaresName(child, name) || undefined) ?? false);
}
