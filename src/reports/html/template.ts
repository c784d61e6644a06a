/** The page and its parts as eta templates. Every `<%= %>` is escaped; `<%~ %>` only includes other templates of this file and our own style sheet. */
export const templates: Readonly<Record<string, string>> = {
  '@page': `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '<%= it.styleHash %>'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title><%= it.document.title %>, migration <%= it.document.migration %></title>
<style><%~ it.style %></style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<main id="content">
<div class="page-one">
<header>
<p class="over">Migration <%= it.document.migration %> · Actimo to Dynamics 365</p>
<h1><%= it.document.title %></h1>
<p class="headline"><%= it.document.headline %></p>
</header>
<%~ include('@decision', it) %>
<% if (it.document.sections.length > 2) { %>
<nav aria-label="Contents"><ol>
<% it.document.sections.forEach((section, index) => { %><li><a href="#s<%= index + 1 %>"><%= section.title %></a></li>
<% }) %></ol></nav>
<% } %>
</div>
<% it.document.sections.forEach((section, index) => { %>
<section id="s<%= index + 1 %>" aria-labelledby="t<%= index + 1 %>">
<h2 id="t<%= index + 1 %>"><%= section.title %></h2>
<% if (section.note) { %><p class="note"><%~ include('@prose', { text: section.note }) %></p><% } %>
<%~ include('@' + section.kind, { section, index, cell: it.cell }) %>
</section>
<% }) %>
</main>
<footer>
<% if (it.times.length > 0) { %>
<h2>Times</h2>
<dl class="facts">
<% it.times.forEach(([label, time]) => { %><div><dt><%= label %></dt><dd><%= time %></dd></div>
<% }) %></dl>
<p class="more">Times are not part of the approval code.</p>
<% } %>
<p class="hash">SHA-256 of the JSON behind this page: <span class="mono"><%= it.hash %></span></p>
</footer>
</body>
</html>
`,

  '@decision': `<div class="sheet">
<% const sheet = it.document.decision; if (sheet) { %>
<h2 class="question"><%= sheet.question %></h2>
<div class="answers">
<div class="yes"><h3>Yes causes</h3><p><%~ include('@prose', { text: sheet.yes }) %></p></div>
<div class="no"><h3>No causes</h3><p><%~ include('@prose', { text: sheet.no }) %></p></div>
<div><h3>If nobody answers</h3><p><%~ include('@prose', { text: sheet.unanswered }) %></p></div>
<div><h3>Can be undone</h3><p><%~ include('@prose', { text: sheet.undo }) %><% if (it.undoUntil) { %> <strong>That is until <%= it.undoUntil %>.</strong><% } %></p></div>
</div>
<% } %>
<ul class="findings" aria-label="What is not in order">
<% if (it.clean) { %><li class="clean"><span class="mark">In order</span><div><p>Nothing was found that is not in order.</p></div></li><% } %>
<% it.document.findings.forEach((finding) => { %>
<li class="<%= it.marks[finding.severity].style %>"><span class="mark"><%= it.marks[finding.severity].word %></span><div><p><%~ include('@prose', finding) %></p><% if (finding.next) { %><p class="next"><%~ include('@prose', { text: finding.next }) %></p><% } %></div></li>
<% }) %>
</ul>
<% if (sheet) { %>
<dl class="decide">
<dt>Approval code</dt><dd><span class="code mono"><%= it.groupedCode %></span></dd>
<% if (it.blocked) { %><dt>To approve</dt><dd><strong class="bad">Not possible yet</strong>: see what blocks, above.</dd>
<% } else { %><dt>To approve</dt><dd><code class="command"><%= it.commands.approve %></code></dd><% } %>
<dt>To reject</dt><dd><code class="command"><%= it.commands.reject %></code></dd>
</dl>
<% } %>
<% if (it.document.personalData) { %><p class="private">This document holds personal data. Pass it on only to people who may see it, and delete it when it has served.</p><% } %>
</div>
`,

  '@facts': `<dl class="facts">
<% it.section.facts.forEach((fact) => { %><div><dt><%= fact.label %></dt><dd><%~ include('@cell', it.cell(fact.value)) %><% if (fact.note) { %><small><%= fact.note %></small><% } %></dd></div>
<% }) %></dl>
`,

  '@table': `<% const { columns, rows, foot, more, empty } = it.section; if (rows.length === 0) { %><p><%~ include('@prose', { text: empty ?? 'None.' }) %></p><% } else { %>
<div class="scroll" tabindex="0" role="region" aria-labelledby="t<%= it.index + 1 %>">
<table>
<thead><tr><% columns.forEach((column) => { %><th scope="col"<% if (column.align === 'right') { %> class="right"<% } %>><%= column.title %></th><% }) %></tr></thead>
<tbody>
<% rows.forEach((row) => { %><tr><% row.forEach((value, at) => { const right = columns[at]?.align === 'right'; %><% if (at === 0 && !right) { %><th scope="row"><%~ include('@cell', it.cell(value)) %></th><% } else { %><td<% if (right) { %> class="right"<% } %>><%~ include('@cell', it.cell(value)) %></td><% } %><% }) %></tr>
<% }) %></tbody>
<% if (foot) { %><tfoot><tr><% foot.forEach((value, at) => { %><td<% if (columns[at]?.align === 'right') { %> class="right"<% } %>><%~ include('@cell', it.cell(value)) %></td><% }) %></tr></tfoot><% } %>
</table>
</div>
<% } %><% if (more) { %><p class="more"><%= more.toLocaleString('en-US') %> more not shown.</p><% } %>
`,

  '@paragraphs': `<% it.section.paragraphs.forEach((paragraph) => { %><p><%~ include('@prose', { text: paragraph }) %></p>
<% }) %>`,

  '@verbatim': `<details open><summary>Show or hide</summary><pre><%= it.section.text %></pre></details>
`,

  // Words between backticks are commands and names: every second piece.
  '@prose': `<% it.text.split('\`').forEach((piece, index) => { %><% if (index % 2 === 1) { %><code><%= piece %></code><% } else { %><%= piece %><% } %><% }) %>`,

  '@cell': `<% if (it.code) { %><code<% if (it.tone) { %> class="<%= it.tone %>"<% } %>><%= it.text %></code><% } else if (it.tone) { %><span class="<%= it.tone %>"><%= it.text %></span><% } else { %><%= it.text %><% } %>`,
};
