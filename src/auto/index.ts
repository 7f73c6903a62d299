export { type AutoRun, completeAuto } from './complete-auto.js';
export { requireAutoOptions } from './require-options.js';
