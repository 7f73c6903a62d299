import { checkDestination } from '../formats/files.js';
import type { ParsedOptions } from '../options/schema.js';
import { openMatrixSubject } from './matrix-subject.js';
import { openPictureSubject } from './picture-subject.js';
import { fileNames, kindOf, type Subject, type SubjectFiles } from './subject.js';

/** Reads what is to be completed, and checks that the result could be written. */
export async function openSubject(files: SubjectFiles, options: ParsedOptions): Promise<Subject> {
  const kind = kindOf(files.input, fileNames.input);
  if (files.output !== undefined) await checkDestination(files.output.path, files.output.name);
  return kind === 'picture'
    ? openPictureSubject(files, options)
    : openMatrixSubject(files, options);
}
