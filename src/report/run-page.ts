import { autoSection } from './auto.js';
import { curveSection } from './curves.js';
import { html } from './markup.js';
import { renderPage } from './page.js';
import { pictureSection } from './pictures.js';
import { type ReportedRun, viewOf } from './run-view.js';
import { settingsSection } from './settings.js';
import { snapshotSection } from './snapshots.js';
import { spectrumSection } from './spectrum.js';
import { keyNumbers, summarySection } from './summary.js';

/**
 * A page about one completion, whole in one text: numbers, pictures, curves, and what else the run was
 * asked to record (see `optionsForReport`). What was not recorded has no section.
 *
 * @throws LacunaError `LACUNA_NOT_INSTALLED` without the package vega, `LACUNA_INVALID_INPUT` when what
 * is handed over does not go together
 */
export async function renderReport(run: ReportedRun): Promise<string> {
  const view = viewOf(run);
  const { rows, cols, channels, summary } = view;
  const kind =
    view.entry === 'pixel' ? (channels.length > 1 ? 'colour picture' : 'grey picture') : 'matrix';
  return renderPage({
    title: view.name,
    lead: html`${kind} of ${rows} × ${cols}, completed by <b>${summary.method}</b>`,
    sections: [
      keyNumbers(view),
      await pictureSection(view),
      summarySection(view),
      autoSection(view),
      await curveSection(view),
      await spectrumSection(view),
      await snapshotSection(view),
      settingsSection(view),
    ],
  });
}
