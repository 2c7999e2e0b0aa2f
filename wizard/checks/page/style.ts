/** How the page looks: a phone first, two colour schemes, paper. No font and no picture from elsewhere. */
export const style = `
:root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--text:#18212b;--soft:#535f6d;--line:#d8dee6;--accent:#0b5cad;
--good:#14703f;--warning:#855300;--error:#b3261e;--unknown:#535f6d;--none:#66717e;
--good-wash:#e6f4ec;--warning-wash:#fdf1dc;--error-wash:#fcebe9;--unknown-wash:#eceff3;--none-wash:#eceff3;
--shadow:0 1px 2px rgb(16 24 40/.06),0 1px 6px rgb(16 24 40/.05)}
@media (prefers-color-scheme:dark){:root{--page:#0f1419;--card:#182029;--text:#e7ecf2;--soft:#a6b2c0;--line:#2d3843;--accent:#7ab8f5;
--good:#62d297;--warning:#f2bd55;--error:#ff938a;--unknown:#a6b2c0;--none:#8e9aa8;
--good-wash:#14301f;--warning-wash:#33270f;--error-wash:#3a1c1a;--unknown-wash:#222c37;--none-wash:#222c37;--shadow:none}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
main,.top,footer{max-width:72rem;margin:0 auto;padding:0 1rem}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:1.6rem;line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.2rem;line-height:1.3;margin:0 0 .9rem}
h3{font-size:1.02rem;line-height:1.4}
section{margin-top:2.5rem;scroll-margin-top:1rem}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.3rem}
.skip{position:absolute;left:-100vw}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.soft{color:var(--soft)}
.icon{width:1.15em;height:1.15em;flex:none;vertical-align:-.2em}
.good{--tone:var(--good);--wash:var(--good-wash)}.warning{--tone:var(--warning);--wash:var(--warning-wash)}
.error{--tone:var(--error);--wash:var(--error-wash)}.unknown{--tone:var(--unknown);--wash:var(--unknown-wash)}
.none,.waits{--tone:var(--none);--wash:var(--none-wash)}
.tone{color:var(--tone)}
.top{padding-top:1.75rem}
.eyebrow{color:var(--soft);font-size:.9rem;margin-bottom:.35rem}
.verdict{display:flex;gap:.6rem;align-items:flex-start;margin-top:1rem;padding:.85rem 1rem;border-radius:.7rem;background:var(--wash);border:1px solid color-mix(in srgb,var(--tone) 30%,transparent);font-weight:600}
.verdict .icon{margin-top:.2rem;color:var(--tone)}
.counts{display:grid;grid-template-columns:repeat(2,1fr);gap:.6rem;margin-top:.9rem}
.counts div{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.65rem .9rem;box-shadow:var(--shadow)}
.counts dd{font-size:1.5rem;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums;color:var(--tone)}
.counts dt{font-size:.85rem;color:var(--soft)}
.counts .zero dd{color:var(--soft);font-weight:500}
.card{background:var(--card);border:1px solid var(--line);border-radius:.8rem;box-shadow:var(--shadow)}
.picture{padding:1.1rem}
.node{display:flex;gap:.7rem;align-items:center;padding:.7rem .85rem;border:1px solid var(--line);border-radius:.7rem;background:var(--page);min-width:0}
.node svg{width:1.6rem;height:1.6rem;flex:none;color:var(--soft)}
.node div{min-width:0}.node b{display:block;font-weight:600;line-height:1.3;overflow-wrap:anywhere}
.node span{display:block;font-size:.83rem;color:var(--soft);line-height:1.35;overflow-wrap:anywhere}
.edge{display:flex;align-items:center;gap:.7rem;color:var(--text);text-decoration:none;min-height:3.6rem;padding-left:.9rem}
.edge .wire{position:relative;width:1.5rem;align-self:stretch;display:grid;place-items:center;color:var(--tone);flex:none}
.edge .wire::before{content:"";position:absolute;left:50%;top:.15rem;bottom:.15rem;width:0;margin-left:-1.5px;border-left:3px solid currentColor}
.edge.unknown .wire::before,.edge.none .wire::before{border-left-style:dashed}
.edge .wire svg{position:relative;width:1.5rem;height:1.5rem;background:var(--card);border-radius:50%}
.edge b{display:block;font-size:.87rem;font-weight:600;line-height:1.3}
.edge .is{display:block;font-size:.8rem;color:var(--tone)}
.edge[href]:hover b{text-decoration:underline}
.lane{min-width:0}.lane+.lane{border-top:1px dashed var(--line);margin-top:1rem;padding-top:.25rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.83rem;color:var(--soft);margin-top:1rem}
.legend li{display:flex;gap:.35rem;align-items:center}
.finding{padding:1rem 1.1rem;border-left:4px solid var(--tone)}
.finding+.finding{margin-top:.8rem}
.finding header{display:flex;flex-wrap:wrap;gap:.25rem .6rem;align-items:baseline}
.finding h3{flex:1 1 16rem;min-width:0;overflow-wrap:anywhere}
.badge{display:inline-flex;gap:.3rem;align-items:center;font-size:.8rem;font-weight:600;color:var(--tone);background:var(--wash);border-radius:99px;padding:.1rem .6rem;white-space:nowrap}
.about{font-size:.87rem;color:var(--soft);overflow-wrap:anywhere}
.facts{display:grid;gap:.15rem .9rem;margin-top:.6rem}
.facts dt{font-size:.83rem;color:var(--soft)}
.facts dd{margin-bottom:.4rem;overflow-wrap:anywhere}
details{margin-top:.5rem}
summary{cursor:pointer;color:var(--accent);padding:.3rem 0;font-size:.93rem}
.follows{border-left:2px solid var(--line);margin:.4rem 0 0 .3rem;padding-left:.9rem}
.follows>li{padding:.4rem 0}.follows>li+li{border-top:1px solid var(--line)}
.empty{padding:1.1rem;color:var(--soft)}
.tools{display:flex;flex-wrap:wrap;gap:.7rem 1.2rem;align-items:end;padding:1rem 1.1rem;border-bottom:1px solid var(--line)}
.tools[hidden]{display:none}
.tools label{font-size:.87rem}
.tools .find{flex:1 1 14rem;display:grid;gap:.2rem}
input[type=search]{font:inherit;width:100%;padding:.5rem .7rem;border:1px solid var(--none);border-radius:.5rem;background:var(--page);color:inherit}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem}
.pick{position:relative}
.pick input{position:absolute;opacity:0;inset:0;width:100%;height:100%;margin:0;cursor:pointer}
.pick span{display:block;padding:.45rem .8rem;border:1px solid var(--none);border-radius:99px}
.pick input:checked+span{background:var(--text);color:var(--card);border-color:var(--text)}
.pick input:focus-visible+span{outline:3px solid var(--accent);outline-offset:2px}
.said{flex-basis:100%;font-size:.87rem;color:var(--soft)}
table{width:100%;border-collapse:collapse;font-size:.93rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody,tr,td,th{display:block;text-align:left}
tbody tr{display:grid;grid-template-columns:auto 1fr;column-gap:.8rem;align-items:center;padding:.6rem 1.1rem;border-top:1px solid var(--line)}
tbody tr:first-child{border-top:0}
tbody tr[hidden]{display:none}
tbody th,td.says{grid-column:1/-1}
tbody th{font-weight:600;overflow-wrap:anywhere}
td.site{order:1;font-size:.85rem;color:var(--soft)}
td.says{order:2;font-size:.89rem;overflow-wrap:anywhere}
.steps{display:flex;gap:.35rem;padding:.25rem 0}
.steps li{color:var(--tone);line-height:1}
.steps .icon{width:1.2rem;height:1.2rem;vertical-align:top}
.key{display:flex;flex-wrap:wrap;gap:.2rem .5rem;padding:.8rem 1.1rem;border-top:1px solid var(--line);font-size:.83rem;color:var(--soft)}
.key li+li::before{content:"\\2192";margin-right:.5rem}
.morning summary{padding:.15rem 0;font-size:.87rem}
.morning dl{border-left:2px solid var(--line);padding-left:.75rem;margin-top:.2rem}
.morning dl>div{padding:.22rem 0}
.morning dt{font-weight:600;font-size:.85rem;display:flex;gap:.4rem;align-items:flex-start}
.morning dt .icon{color:var(--tone);margin-top:.1rem}
.morning dd{font-size:.85rem;color:var(--soft)}
.morning .error dd,.morning .warning dd{color:var(--text)}
.note{padding:0 1.1rem .8rem;font-size:.83rem;color:var(--soft)}
.rules{columns:20rem;column-gap:2rem;padding:.3rem 1.1rem 1rem}.rules div{break-inside:avoid;padding:.55rem 0}
.rules h3{margin:0 0 .2rem;font-size:.93rem}
.rules li{display:flex;gap:.5rem;padding:.22rem 0;font-size:.92rem;align-items:baseline}
.rules .icon{color:var(--tone);align-self:center}
code{font:.92em ui-monospace,SFMono-Regular,Consolas,monospace;overflow-wrap:anywhere}
footer{padding-top:2.5rem;padding-bottom:2rem;font-size:.85rem;color:var(--soft)}
@media (min-width:44rem){
h1{font-size:2rem}
.counts{grid-template-columns:repeat(4,1fr)}
.facts{grid-template-columns:6.5rem 1fr}.facts dd{margin:0 0 .25rem}.facts dt{padding-top:.12rem}
table{display:table}thead{position:static;width:auto;height:auto;clip-path:none;display:table-header-group}
tbody{display:table-row-group}tr,tbody tr{display:table-row}tr[hidden],tbody tr[hidden]{display:none}
td,th{display:table-cell;padding:.5rem .6rem;vertical-align:top;border-top:1px solid var(--line)}
th:first-child{padding-left:1.1rem}td:last-child{padding-right:1.1rem}
thead th{font-size:.83rem;font-weight:600;color:var(--soft);border-top:0}
tbody th{min-width:14rem}.steps{padding:.12rem 0}
td.says{width:38%}
}
@media (min-width:64rem){
.chain{display:grid;grid-template-columns:minmax(6.4rem,.9fr) minmax(6.6rem,.9fr) minmax(6.4rem,.9fr) minmax(0,5.6fr);align-items:center}
.lane{display:grid;grid-template-columns:minmax(5.2rem,1fr) minmax(7.4rem,1.5fr) minmax(5.2rem,1fr) minmax(5.6rem,1.1fr) minmax(5.2rem,1fr) minmax(5.4rem,1fr);align-items:center}
.lanes.several{border-left:3px solid var(--line);border-radius:.4rem;padding:.1rem 0}
.lane+.lane{margin-top:.9rem;padding-top:0;border-top:0}
.node{flex-direction:column;align-items:flex-start;gap:.35rem;padding:.75rem}
.edge{flex-direction:column;text-align:center;gap:.2rem;padding:0;min-height:0}
.edge .wire{width:100%;height:1.7rem;order:0}
.edge .wire::before{left:.15rem;right:.15rem;top:50%;bottom:auto;width:auto;height:0;margin:-1.5px 0 0;border-left:0;border-top:3px solid currentColor}
.edge.unknown .wire::before,.edge.none .wire::before{border-top-style:dashed}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{body{background:#fff;font-size:10pt}.tools,.skip{display:none}.card,.finding,.node,tr{break-inside:avoid;box-shadow:none}section{margin-top:1.4rem}a{color:inherit;text-decoration:none}}
figure.picture{margin:0}.scroll table{border-collapse:collapse;width:100%;font-size:.92rem}.scroll th,.scroll td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}.scroll{overflow-x:auto}.picture text{font:13px system-ui,sans-serif;fill:var(--text)}
.picture .soft{fill:var(--soft)}.bar{fill:var(--accent)}.bar.found{fill:var(--warning)}.track{fill:var(--line)}
figure.picture~h3{margin:1.4rem 0 .4rem}@media(max-width:640px){.picture text{font-size:19px}.scroll td{border:0}.scroll td.number{text-align:left}}.scroll tbody th{overflow-wrap:anywhere;font-weight:500}
`.trim();

/** Finds people without a network, and opens what is folded before it is printed. */
export const script = `
const rows=[...document.querySelectorAll('[data-person]')],tools=document.querySelector('.tools');
if(tools){
const box=tools.querySelector('input[type=search]'),said=tools.querySelector('.said'),empty=document.getElementById('nobody');
const show=()=>{const term=box.value.trim().toLowerCase(),only=tools.querySelector('input[name=only]:checked').value;let count=0;
for(const row of rows){const fits=row.dataset.person.includes(term)&&(only==='all'||row.dataset.status===only);row.hidden=!fits;if(fits)count+=1}
said.textContent=count===rows.length?'':count+' of '+rows.length+' shown';empty.hidden=count>0};
tools.hidden=false;tools.addEventListener('input',show);
addEventListener('keydown',(event)=>{if(event.key==='/'&&!/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)){event.preventDefault();box.focus()}
if(event.key==='Escape'&&document.activeElement===box&&box.value!==''){box.value='';show()}});
show()}
addEventListener('beforeprint',()=>{for(const each of document.querySelectorAll('details'))each.open=true});
`.trim();
