import { createRequire } from 'node:module';
import path from 'node:path';

/** The project's folder, from the sources as well as from out/bench. */
export const root = path.dirname(createRequire(import.meta.url).resolve('lacuna/package.json'));

export const peersFolder = path.join(root, 'bench', 'peers');
