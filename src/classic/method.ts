import type { z } from 'zod';
import type { Shape } from '../matrix.js';
import type { Paper } from '../methods/method.js';
import type { ClassicName } from '../methods/names.js';
import type { NativeClassicMethod } from '../native/classic.js';
import type { ParsedOptions } from '../options/schema.js';
import type { Scaling } from '../scaling.js';

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

/** The matrix that settings are for. */
export interface ClassicExtent extends Shape {
  readonly scaling: Scaling;
  /** 1 observed, 0 missing, row-major; left out where no run follows or entries are listed. */
  readonly mask?: Uint8Array;
}

/** A classical method with what turns its settings into those of the engine. */
export interface ClassicPart<Schema extends z.ZodType = z.ZodType>
  extends Omit<ClassicMethod, 'defaults'> {
  /** A strict object with the key `type`, every other key with a default or optional. */
  readonly schema: Schema;
  readonly stopping: ClassicStopping;
  readonly scale?: ParsedOptions['scale'];
  /** After how many steps it has ended whatever else, where its settings say so. */
  readonly iterations?: (settings: z.output<Schema>) => number;
  /**
   * Settings as the engine takes them; left out, they are the same.
   *
   * @throws {LacunaError} `LACUNA_INVALID_OPTION` for settings that do not go with the matrix
   */
  readonly native?: (settings: z.output<Schema>, extent: ClassicExtent) => NativeClassicMethod;
}
