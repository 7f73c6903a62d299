import { checkDestination, extensionOf, fileError, writeWhole } from '../formats/files.js';
import type { InstrumentReadings, Options } from '../index.js';
import { loadVega } from '../report/vega.js';
import { fileNames, type Outcome } from './subject.js';

const kExtensions = ['.html', '.htm'];

/**
 * Checks before anything is computed that a page could be written there.
 *
 * @throws LacunaError `LACUNA_FILE`
 */
export async function requirePageFile(path: string): Promise<void> {
  if (!kExtensions.includes(extensionOf(path))) {
    const what = `a file of type ${kExtensions.join(' or ')}`;
    throw fileError(what, fileNames.report, path, 'a report is a page');
  }
  await checkDestination(path, fileNames.report);
}

/**
 * The same for a page with curves, which must be drawn.
 *
 * @throws LacunaError `LACUNA_FILE` or `LACUNA_NOT_INSTALLED`
 */
export async function requireReportFile(path: string): Promise<void> {
  await requirePageFile(path);
  await loadVega();
}

export async function writeReportFile(path: string, page: string): Promise<void> {
  await writeWhole(path, Buffer.from(page, 'utf8'), fileNames.report);
}

type Readings = NonNullable<Outcome['instruments']>;

/** Without the readings that only the report asked for. */
export function withoutReportReadings(outcome: Outcome, { instruments }: Options): Outcome {
  const { instruments: all, ...others } = outcome;
  if (instruments === undefined || all === undefined) return others;
  const asked = (readings: InstrumentReadings): InstrumentReadings =>
    Object.fromEntries(
      Object.entries(readings).filter(([name]) => Object.hasOwn(instruments, name)),
    );
  const kept: Readings = Array.isArray(all) ? all.map(asked) : asked(all as InstrumentReadings);
  return { ...others, instruments: kept };
}
