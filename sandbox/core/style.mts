/** The whole look of the control surface: readable, fast, and usable on a phone 360 px wide. */
export const style = `
*{box-sizing:border-box}
:root{--ink:#1b1f24;--soft:#4a5560;--line:#c9d1d9;--paper:#fff;--wash:#f4f6f8;--accent:#0b5cad;--ok:#0a6b32;--bad:#b3261e;--wait:#7a4d00}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--wash)}
a{color:var(--accent)}
header{background:var(--ink);color:#fff;padding:.25rem 0}
header nav{max-width:64rem;margin:0 auto;padding:0 1rem}
nav{display:flex;flex-wrap:wrap;gap:0 1rem}
.contents{margin:.5rem 0}
.contents a{min-height:32px;padding:.1rem 0}
header a{min-height:44px;padding:.5rem 0}
nav a{display:inline-flex;align-items:center}
header nav a{color:#fff}
nav a[aria-current]{font-weight:700;text-decoration-thickness:3px}
main{max-width:64rem;margin:0 auto;padding:0 1rem 3rem}
h1{font-size:1.6rem;margin:1.25rem 0 .5rem}
h2{font-size:1.2rem;margin:0 0 .5rem}
section{background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:1rem 0}
.actions{display:grid;gap:.5rem;align-items:start;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));margin-top:1rem}
.action{border:1px solid var(--line);border-radius:.5rem;min-width:0;scroll-margin-top:1rem}
.action[open]{grid-column:span 2;border-color:var(--accent);padding:0 .75rem .75rem}
.action>summary{padding:.6rem .75rem;font-weight:600;min-height:44px;color:var(--accent)}
.action[open]>summary{padding-left:0}
form{margin:0}
label,legend{display:block;font-weight:600;font-size:.9rem;margin-top:.5rem}
fieldset{border:0;padding:0;margin:.5rem 0;min-width:0}
fieldset{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))}
legend,fieldset .hint{grid-column:1/-1}
fieldset label,.check{font-weight:400;display:flex;gap:.5rem;align-items:center;min-height:32px;margin:0;overflow-wrap:anywhere}
input:not([type=checkbox]),select,textarea{width:100%;font:inherit;padding:.4rem .5rem;border:1px solid #6b7680;border-radius:.3rem;background:#fff;color:inherit;min-height:44px}
textarea{font-family:ui-monospace,monospace;font-size:.85rem}
input[type=checkbox]{width:1.25rem;height:1.25rem;flex:none}
button{font:inherit;font-weight:600;margin-top:.75rem;min-height:44px;padding:.4rem 1rem;border:0;border-radius:.3rem;background:var(--accent);color:#fff;cursor:pointer}
:focus-visible{outline:3px solid #f2a900;outline-offset:2px}
.check label{margin:0;font-weight:400}
.hint{color:var(--soft);font-size:.9rem;margin:.25rem 0}
.badge{display:inline-block;border-radius:.3rem;padding:0 .5rem;font-weight:600;font-size:.85rem;color:#fff;background:var(--soft)}
.badge.success{background:var(--ok)}.failure{background:var(--bad)}.waiting,.held{background:var(--wait)}
.report{border-left:6px solid var(--bad);background:var(--wash);padding:.25rem .75rem;margin:.5rem 0}
.report.done{border-color:var(--ok)}
.report p{margin:.25rem 0}
.report pre{background:var(--paper);max-height:14rem;overflow:auto}
.counts{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:0 0 .5rem}
.counts a{padding:.6rem .25rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--wash);padding:.5rem;border-radius:.3rem;font-size:.8rem;margin:.5rem 0}
code{overflow-wrap:anywhere}
ul.log{list-style:none;padding:0;margin:0}
ul.log>li{border-top:1px solid var(--line);padding:.25rem 0}
ul.log .hint{white-space:nowrap}
summary{cursor:pointer;padding:.4rem 0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
td code{overflow-wrap:break-word}
.scroll+.scroll,dl+.scroll{margin-top:1rem}
dl{display:grid;grid-template-columns:fit-content(50%) 1fr;gap:.25rem 1rem;margin:0}
@media(max-width:40rem){.scroll table{min-width:34rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.action[open]{grid-column:auto}}
dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere;min-width:0}
`;
