import type { z } from 'zod';
import type { Shape } from '../matrix.js';
import type { Paper } from '../methods/method.js';
import type { ClassicName } from '../methods/names.js';
import type { NativeClassicMethod } from '../native/classic.js';
import type { ParsedOptions } from '../options/schema.js';

/** What is told of a classical method. */
export interface ClassicMethod {
  readonly name: ClassicName;
  readonly title: string;
  readonly paper: Paper;
  /** Where it differs from the paper, and why. */
  readonly deviations: readonly string[];
  /**
   * What sparse input gets: X in factors, the places that are asked for, or nothing, as the method
   * needs all of the matrix.
   */
  readonly sparse: 'factors' | 'places' | 'none';
  /** Its settings in the form that the option `method` takes, and what the run takes. */
  readonly defaults: {
    readonly method: { readonly type: ClassicName };
    readonly stopping: ClassicStopping;
    /** Left out: 'observed'. */
    readonly scale?: ParsedOptions['scale'];
  };
}

/** When a classical method ends: `steps` is most iterations, `tolerance` the least change. */
export interface ClassicStopping {
  readonly steps: number;
  readonly tolerance: number;
}

/** A classical method with what turns its settings into those of the engine. */
export interface ClassicPart<Schema extends z.ZodType = z.ZodType>
  extends Omit<ClassicMethod, 'defaults'> {
  /** A strict object with the key `type`, every other key with a default or optional. */
  readonly schema: Schema;
  readonly stopping: ClassicStopping;
  readonly scale?: ParsedOptions['scale'];
  /**
   * Settings as the engine takes them; left out, they are the same.
   *
   * @throws {LacunaError} `LACUNA_INVALID_OPTION` for settings that do not go with the shape
   */
  readonly native?: (settings: z.output<Schema>, shape: Shape) => NativeClassicMethod;
}
