import { airnet } from './airnet.js';
import { airnetAsPrinted } from './airnet-paper.js';
import { dlrl } from './dlrl.js';
import { dlrlAsPublished } from './dlrl-published.js';
import { dmf } from './dmf.js';
import { dmfArora } from './dmf-arora.js';
import { dmfDirichlet } from './dmf-de.js';
import { dmfFan } from './dmf-fan.js';
import type { Method } from './method.js';
import type { DeepName } from './names.js';
import { rdmf } from './rdmf.js';
import { sgmc } from './sgmc.js';

const byName: Readonly<Record<DeepName, Method>> = {
  airnet,
  'airnet-paper': airnetAsPrinted,
  dlrl,
  'dlrl-published': dlrlAsPublished,
  dmf,
  'dmf-arora': dmfArora,
  'dmf-de': dmfDirichlet,
  'dmf-fan': dmfFan,
  rdmf,
  sgmc,
};

/** Every deep method: its name, its paper, where it differs from the paper, and its defaults. */
export function methods(): Method[] {
  return Object.values(byName).map((method) => structuredClone(method));
}

export function methodNamed(name: DeepName): Method {
  return byName[name];
}
