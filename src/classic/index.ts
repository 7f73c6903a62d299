import type { z } from 'zod';
import type { ClassicName } from '../methods/names.js';
import type { NativeClassicMethod } from '../native/classic.js';
import type { ParsedOptions } from '../options/schema.js';
import type { ClassicExtent, ClassicMethod, ClassicPart } from './method.js';
import { classicParts, classicSchema } from './parts.js';

/** A classical method with all its settings. */
export type ClassicSettings = z.output<typeof classicSchema>;

/** The parts by name, each for settings of its own type. */
const byName = classicParts as unknown as Readonly<Record<ClassicName, ClassicPart>>;

/** Every classical method: its paper, where it differs from it, and its defaults. */
export function classicMethods(): ClassicMethod[] {
  return Object.values(byName).map(
    ({ schema: _schema, native: _native, iterations: _, ...part }) => {
      const { stopping, scale, ...told } = part;
      const method = settingsOf(part.name);
      return structuredClone({ ...told, defaults: { method, stopping, ...(scale && { scale }) } });
    },
  );
}

/** The classical method that an option `method` names or describes; undefined for a deep one. */
export function classicOf(method: ParsedOptions['method']): ClassicSettings | undefined {
  if (typeof method === 'object') return method;
  return isClassic(method) ? settingsOf(method) : undefined;
}

export function classicPart(name: ClassicName): ClassicPart {
  return byName[name];
}

/** Settings as the engine takes them. */
export function nativeMethod(
  settings: ClassicSettings,
  extent: ClassicExtent,
): NativeClassicMethod {
  const { native } = classicPart(settings.type);
  return native ? native(settings, extent) : settings;
}

function isClassic(name: string): name is ClassicName {
  return Object.hasOwn(byName, name);
}

function settingsOf(type: ClassicName): ClassicSettings {
  return classicSchema.parse({ type });
}
