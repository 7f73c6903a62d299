export { BatchReport } from './batch-page.js';
export { type Content, html, Markup } from './markup.js';
export { type Page, renderPage } from './page.js';
export { optionsForReport } from './readings.js';
export { renderReport } from './run-page.js';
export type { ReportedMatrix, ReportedPicture, ReportedRun } from './run-view.js';
export {
  type Cell,
  type Compared,
  type Estimate,
  type Table,
  type TableColumn,
  tableSection,
} from './table.js';
