// Problems that several tables share.
import type { TableData } from '../schema.js';

type Case = TableData['cases'][number];
type Problem = Case['problems'][number];

/** The masks of AIR-Net's pictures, and what they are called. */
export const pictureMasks = {
  'random-30': '30 % missing at random',
  patch: 'two patches missing',
  texture: 'a texture missing',
} as const;

export type PictureMask = keyof typeof pictureMasks;

/** A 240×240 picture under a mask. */
export function pictureCase(picture: string, mask: PictureMask): Case {
  const problem: Problem = {
    type: 'picture',
    file: `images/${picture}-240.png`,
    mask: { file: `masks/${mask}-240.png` },
  };
  const name = picture.slice(0, 1).toUpperCase() + picture.slice(1);
  return {
    id: `${picture}-${mask}`,
    title: `${name}, ${pictureMasks[mask]}`,
    problems: [problem],
  };
}

/** The synthetic ratings of fmonti/mgcnn with a share missing at random: 70, 75 or 80 %. */
export function netflixCase(percent: number): Case {
  return {
    id: `netflix-${percent}`,
    title: `Synthetic Netflix, ${percent} % missing`,
    problems: [
      {
        type: 'matrix',
        file: netflixFile,
        variable: 'M',
        mask: { file: `masks/synthetic-netflix-random-${percent}.png` },
      },
    ],
  };
}

export const netflixFile = 'matrices/synthetic-netflix.mat';

/** The graphs of its rows and columns. */
export const netflixGraphs = {
  rows: { adjacency: { file: netflixFile, variable: 'Wrow' } },
  cols: { adjacency: { file: netflixFile, variable: 'Wcol' } },
} as const;

/** Targets × drugs, 0 and 1, with 20 % missing. */
export function drugTargetCase(name: 'ic' | 'gpcr'): Case {
  return {
    id: `${name}-20`,
    title: `${name.toUpperCase()}, 20 % missing`,
    problems: [
      {
        type: 'matrix',
        file: `matrices/${name}/adjacency.tsv`,
        mask: { file: `masks/${name}-random-20.png` },
      },
    ],
  };
}
