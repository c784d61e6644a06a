import { createHash } from 'node:crypto';
import { Eta } from 'eta';
import type { Decision } from '../../ledger/index.js';
import { gateWords, pageStyle } from '../../reports/index.js';
import type { GateState } from '../../workflows/gates.js';
import type { Progress } from '../../workflows/messages.js';

export interface Said {
  readonly sentence: string;
  readonly next?: string;
  readonly accepted: boolean;
}

export interface ConsolePage {
  readonly migration: string;
  /** Null: neither the workflow nor the ledger can say yet. */
  readonly progress: Progress | null;
  /** False: no worker answers, this is what was saved last. */
  readonly live: boolean;
  readonly decisions: readonly Decision[];
  /** Who decides, where a proxy in front of the page has made sure of it. */
  readonly person: string | null;
  /** The migration file asks for the approver's secret. */
  readonly asksForSecret: boolean;
  /** What came of the decision that this page answers. */
  readonly said?: Said;
}

const style = `${pageStyle}
form { display: grid; grid-template-columns: 8.5rem 1fr; gap: .6rem 1rem; align-items: center; margin: 1.25rem 0 0; }
form label { color: var(--quiet); font-size: .9375rem; }
input { width: 100%; max-width: 28rem; padding: .45rem .6rem; font: inherit; color: inherit; background: var(--band); border: 1px solid var(--line); border-radius: .375rem; }
input[name="code"] { font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; }
.buttons { grid-column: 2; display: flex; gap: .75rem; }
button { padding: .5rem 1.25rem; font: inherit; font-weight: 600; border-radius: .375rem; border: 1px solid var(--line); background: var(--band); color: inherit; cursor: pointer; }
button[value="approve"] { color: var(--good); } button[value="reject"] { color: var(--bad); }
input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.said { border-left: 4px solid var(--bad); } .said.accepted { border-color: var(--good); }
@media (max-width: 44rem) { form { grid-template-columns: 1fr; } .buttons { grid-column: 1; } }
`;

/** The page runs no script and loads nothing; this is the one style sheet that it allows. */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

const template = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Decisions, migration <%= it.migration %></title>
<style><%~ it.style %></style>
</head>
<body>
<main>
<p class="over">Migration <%= it.migration %> · Actimo to Dynamics 365</p>
<h1>Decisions</h1>
<p class="headline"><%= it.doing %></p>
<% if (!it.live) { %><p class="note">No worker answers; this is what was saved last. A decision needs a worker.</p><% } %>
<% if (it.said) { %><div class="sheet said <%= it.said.accepted ? 'accepted' : '' %>" role="status"><p><strong><%= it.said.sentence %></strong></p><% if (it.said.next) { %><p><%= it.said.next %></p><% } %></div><% } %>
<% if (it.open.length === 0) { %><div class="sheet"><p>Nothing waits for a decision.</p></div><% } %>
<% it.open.forEach(({ gate, document, openings, question }) => { %>
<div class="sheet" id="<%= gate %>">
<h2 class="question"><%= question %></h2>
<p><%= document.headline %></p>
<p><a href="/documents/<%= gate %>">Read the document</a>: page one says what a yes and a no cause, and has the approval code.</p>
<% if (document.blocked) { %><p class="bad"><%= document.blocked %></p><% } %>
<form method="post" action="/decisions">
<input type="hidden" name="gate" value="<%= gate %>">
<input type="hidden" name="opening" value="<%= openings %>">
<% if (it.person === null) { %><label for="<%= gate %>-by">Your name</label><input id="<%= gate %>-by" name="approver" required maxlength="200" autocomplete="name"><% } %>
<% if (it.asksForSecret) { %><label for="<%= gate %>-secret">Your secret</label><input id="<%= gate %>-secret" name="secret" type="password" required autocomplete="current-password"><% } %>
<label for="<%= gate %>-code">Approval code</label><input id="<%= gate %>-code" name="code" maxlength="80" autocomplete="off" placeholder="from page one; a no needs none">
<label for="<%= gate %>-comment">Comment</label><input id="<%= gate %>-comment" name="comment" maxlength="2000" placeholder="<%= gate === 'cutOver' ? 'a yes: who closed Actimo, and when; a no: why' : 'a no needs a reason' %>">
<div class="buttons"><button name="decision" value="approve"<% if (document.blocked) { %> disabled<% } %>>Approve</button><button name="decision" value="reject">Reject</button></div>
</form>
</div>
<% }) %>
<% if (it.person !== null) { %><p class="more">You decide as <%= it.person %>.</p><% } %>
<section>
<h2>Decided so far</h2>
<% if (it.decisions.length === 0) { %><p>Nothing yet.</p><% } else { %>
<div class="scroll" tabindex="0" role="region" aria-label="Decided so far"><table>
<thead><tr><th scope="col">When</th><th scope="col">About</th><th scope="col">Decision</th><th scope="col">Who</th><th scope="col">What came of it</th><th scope="col">Comment</th></tr></thead>
<tbody><% it.decisions.forEach((line) => { %><tr><td class="mono"><%= line.at.slice(0, 16).replace('T', ' ') %> UTC</td><td><%= line.about %></td><td><%= line.decision %></td><td><%= line.who %></td><td<% if (!line.accepted) { %> class="warn"<% } %>><%= line.sentence %></td><td><%= line.comment ?? '' %></td></tr><% }) %></tbody>
</table></div>
<% } %>
</section>
</main>
</body>
</html>
`;

const eta = new Eta({ autoEscape: true });

/** The one page: what waits for a decision, a form for each, and what was decided so far. Without scripts; everything escaped. */
export function consolePage(page: ConsolePage): string {
  const open = (page.progress?.gates ?? []).filter(({ status }) => status === 'open');
  return eta.renderString(template, {
    ...page,
    said: page.said ?? null,
    doing: page.progress?.doing ?? 'It has only just begun.',
    open: open.map((gate: GateState) => ({ ...gate, question: gateWords(gate.gate).question })),
    decisions: [...page.decisions].reverse().slice(0, decisionsShown),
    style,
  });
}

/** The newest; all of them are in the summary. */
const decisionsShown = 50;
