export { type AutoRun, completeAuto } from './complete-auto.js';
export { type AutoMethod, autoMethod } from './method.js';
export { requireAutoOptions } from './require-options.js';
