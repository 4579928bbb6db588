/** The page's style: system fonts only, nothing is fetched. Below 720 px each row of the table becomes a card. */
export const style = `
:root { --ink: #1c2333; --soft: #5a6478; --line: #dde2ea; --paper: #fff; --ground: #f4f6f9; --blue: #2f5fd0; --red: #b3261e; --green: #1b7a43; --amber: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink); background: var(--ground); }
main { max-width: 1240px; margin: 0 auto; padding: 20px 16px 48px; }
h1 { font-size: 1.45rem; margin: 0 0 2px; } h2 { font-size: 1.05rem; margin: 0 0 10px; }
a { color: var(--blue); } p { margin: 0 0 8px; } .soft { color: var(--soft); font-size: .87rem; }
section, .box { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; margin-top: 14px; }
form { margin: 0; } .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; }
label { display: grid; gap: 3px; font-size: .82rem; color: var(--soft); }
input, select, button { font: inherit; color: var(--ink); padding: 7px 10px; border: 1px solid #b9c1cf; border-radius: 7px; background: #fff; max-width: 100%; min-height: 38px; }
button { cursor: pointer; background: var(--blue); border-color: var(--blue); color: #fff; font-weight: 600; }
button.plain, .confirm summary { background: #fff; color: var(--blue); }
.confirm summary { cursor: pointer; border: 1px solid var(--blue); border-radius: 7px; padding: 7px 10px; font-weight: 600; } .confirm form { margin-top: 8px; }
:focus-visible { outline: 3px solid #8fb0ff; outline-offset: 1px; }
.pills { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 10px; }
.pills a { padding: 6px 12px; border: 1px solid var(--line); border-radius: 999px; text-decoration: none; background: #fff; color: var(--ink); font-size: .9rem; }
.pills a[aria-current] { background: var(--ink); color: #fff; border-color: var(--ink); }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 10px; margin-top: 14px; }
.totals div { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; }
.totals b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; } .totals .bad b { color: var(--red); } .totals .good b { color: var(--green); }
.chart { margin: 0; } .chart svg { display: block; width: 100%; height: 130px; border-bottom: 1px solid var(--line); }
.chart rect.all { fill: transparent; } .chart g:hover rect.all { fill: #edf1f8; } .chart rect.received { fill: #86a6ea; } .chart rect.failed { fill: var(--red); }
figcaption, .axis { font-size: .82rem; color: var(--soft); display: flex; flex-wrap: wrap; align-items: center; gap: 6px; } figcaption { margin-bottom: 6px; } .axis { justify-content: space-between; margin-top: 4px; }
.key { width: 11px; height: 11px; border-radius: 3px; } .key.received { background: #86a6ea; } .key.failed { background: var(--red); margin-left: 8px; } .highest { margin-left: auto; }
.tabs { display: flex; gap: 2px; border-bottom: 1px solid var(--line); margin: 0 -16px 12px; padding: 0 16px; overflow-x: auto; }
.tabs a { padding: 8px 14px; text-decoration: none; color: var(--soft); white-space: nowrap; border-bottom: 3px solid transparent; font-weight: 600; } .tabs a[aria-current] { color: var(--ink); border-color: var(--blue); }
.tools { display: flex; flex-wrap: wrap; gap: 10px; justify-content: space-between; align-items: end; margin-bottom: 12px; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; } th:nth-child(1) { width: 20%; } th:nth-child(2) { width: 12%; } th:nth-child(3) { width: 15%; } th:nth-child(4) { width: 14%; } th:nth-child(5) { width: 18%; } th:nth-child(7) { width: 104px; } th { text-align: left; font-size: .8rem; color: var(--soft); font-weight: 600; }
th, td { padding: 8px 10px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; } td { overflow-wrap: anywhere; }
td.url { font-size: .8rem; color: var(--soft); } button { white-space: nowrap; } td.date { white-space: nowrap; font-variant-numeric: tabular-nums; } td.act { text-align: right; padding-right: 0; }
td small { display: block; color: var(--soft); font-size: .8rem; } td strong { font-size: 1rem; }
.status { font-weight: 600; white-space: nowrap; } .status::before { content: "● "; } .status.succeeded, .status.recovered { color: var(--green); } .status.failed, .status.crashed, .status.stalled, .status.canceled { color: var(--red); } .status.running, .status.waiting, .status.other { color: var(--amber); }
.warning, .notice { border-left: 4px solid var(--amber); background: #fff8e8; } .notice.good { border-color: var(--green); background: #eefaf2; } .notice.bad { border-color: var(--red); background: #fdf0ef; } .warning p:last-child, .notice p:last-child { margin: 0; }
.empty { padding: 24px 0; text-align: center; color: var(--soft); } nav.pages { display: flex; gap: 12px; justify-content: center; margin-top: 12px; }
@media (max-width: 720px) {
	main { padding: 14px 10px 40px; } .totals { grid-template-columns: repeat(2, 1fr); gap: 8px; } .totals div:last-child:nth-child(odd) { grid-column: 1 / -1; } .totals b { font-size: 1.3rem; }
	.row > *, .tools form, .tools button, .confirm { flex: 1 1 100%; width: 100%; } .row label input, .row label select { width: 100%; } .row .half { flex: 1 1 40%; width: auto; min-width: 0; } .row .half input { padding: 7px 6px; } .tabs a { padding: 8px 5px; font-size: .84rem; }
	table, tbody, tr, td { display: block; width: 100%; } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
	tr { border: 1px solid var(--line); border-radius: 9px; padding: 8px 12px; margin-bottom: 10px; } td { border: 0; padding: 4px 0; display: grid; grid-template-columns: 7.4rem minmax(0, 1fr); gap: 8px; }
	td::before { content: attr(data-label); color: var(--soft); font-size: .8rem; }  td.date { white-space: normal; } td.act { display: block; text-align: left; padding-top: 8px; } td.act:empty { display: none; } td.act::before { content: none; } td.act button { width: 100%; }
}
`;
