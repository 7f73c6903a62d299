export { type AutoRun, completeAuto } from './complete-auto.js';
export { type AutoListRun, completeAutoList } from './lists/complete-auto-list.js';
export { type AutoMethod, autoMethod } from './method.js';
export { requireAutoOptions } from './require-options.js';
