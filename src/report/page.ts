import { packageVersion } from '../version.js';
import { type Content, html, Markup } from './markup.js';
import { css } from './style.js';

export interface Page {
  readonly title: string;
  /** What the page is about, in a line or two. */
  readonly lead: Content;
  readonly sections: readonly Content[];
  /** When it was written; now where it is left out. */
  readonly date?: Date;
}

/** Nothing is fetched, whatever ends up in the page; pictures and styles are part of it. */
const kPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** A whole page in one file that opens without a network: no script, no address of anything. */
export function renderPage({ title, lead, sections, date = new Date() }: Page): string {
  const stamp = date.toISOString();
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${kPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="lacuna ${packageVersion()}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(css)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="lead">${lead}</p>
</header>
<main>
${sections.map((section) => [section, new Markup('\n')])}</main>
<footer>Written by lacuna ${packageVersion()}, <time datetime="${stamp}">${stamp.slice(0, 16).replace('T', ' ')} UTC</time>.</footer>
</body>
</html>
`;
  return text;
}
