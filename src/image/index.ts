export type { Summary } from './combine.js';
export { completePicture, type PictureCompletion } from './complete-picture.js';
export { maskFromAlpha, maskFromPicture } from './masks.js';
export { measurePicture, requireSameKind } from './measure-picture.js';
export { type Depth, fullScale, type Picture } from './picture.js';
export { pictureBytes, requirePictureMemory } from './picture-memory.js';
export { type EncodedPicture, openPicture, readPicture } from './read-picture.js';
export { isPicturePath, pictureExtensions } from './types.js';
export { checkPictureType, writePicture } from './write-picture.js';
