"""How the page looks: light, calm, and one column wherever there is no room for more."""

STYLE = """
:root { --ink: #24292f; --soft: #626b76; --line: #dfe3e8; --paper: #fff; --ground: #f6f7f9;
        --accent: #1f5fbf; --yes: #1a7f4b; --no: #b3382c; --maybe: #8a6100; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
       font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main { max-width: 62rem; margin: 0 auto; padding: 1rem 1.25rem; }
header { padding-bottom: 0; }
h1 { font-size: 1.35rem; margin: .25rem 0; }
h2 { font-size: 1rem; margin: 0; }
h3 { font-size: 1.05rem; margin: 0; font-weight: 600; }
p { margin: .25rem 0; }
a { color: var(--accent); }
.soft, small { color: var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: .4rem; margin: .6rem 0; }
nav a { padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper);
        text-decoration: none; }
nav a[aria-current] { background: var(--accent); border-color: var(--accent); color: #fff; }
.note { padding: .6rem .9rem; border-left: 4px solid var(--yes); background: var(--paper); }
.wrong { border-left-color: var(--no); }
.day { display: grid; grid-template-columns: 10.5rem 1fr; gap: .5rem 1rem; padding: .7rem 0;
       border-top: 1px solid var(--line); }
.day.today > h2 { color: var(--accent); }
.event { background: var(--paper); border: 1px solid var(--line); border-left: 4px solid var(--accent);
         border-radius: .4rem; padding: .6rem .9rem; margin-bottom: .5rem; overflow-wrap: anywhere; }
.event.free { border-left-color: var(--line); }
.event.tentative { border-left-style: dashed; }
.time { font-variant-numeric: tabular-nums; color: var(--soft); }
.guests { list-style: none; margin: .3rem 0; padding: 0; }
.accepted { color: var(--yes); } .declined { color: var(--no); } .tentative-answer { color: var(--maybe); }
.marks { font: .75rem/1.4 ui-monospace, Menlo, Consolas, monospace; color: var(--soft); }
details { margin-top: .4rem; }
summary { cursor: pointer; color: var(--accent); width: fit-content; }
form { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem .8rem; margin: .5rem 0; }
label { display: grid; font-size: .85rem; color: var(--soft); }
label.tick { display: flex; gap: .4rem; align-items: center; padding-bottom: .4rem; }
input { font: inherit; padding: .3rem .5rem; border: 1px solid #b9c0c9; border-radius: .3rem;
        background: var(--paper); color: var(--ink); max-width: 100%; }
button { font: inherit; padding: .3rem .9rem; border: 1px solid #b9c0c9; border-radius: .3rem;
         background: var(--paper); color: var(--ink); cursor: pointer; }
input[type=number] { width: 6rem; }
button[aria-pressed=true] { border-color: var(--accent); color: var(--accent); font-weight: 600; }
form > span { align-self: center; }
button.main { background: var(--accent); border-color: var(--accent); color: #fff; }
button.danger { color: var(--no); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
section.box { background: var(--paper); border: 1px solid var(--line); border-radius: .4rem;
              padding: .8rem 1rem; margin: 1rem 0; }
@media (max-width: 40rem) {
  .day { grid-template-columns: 1fr; }
  header, main { padding-left: .8rem; padding-right: .8rem; }
}
"""
