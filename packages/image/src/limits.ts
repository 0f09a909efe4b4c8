import { gib, mib, VeinmindError } from '@veinmind/sdk'

/** What one layer may cost. Everything in a layer is chosen by whoever made the image. */
export interface LayerLimits {
  /** Names in a layer. */
  readonly entries: number
  /** Bytes of the uncompressed tar. */
  readonly tarBytes: number
  /** Bytes of a path or link target; Linux takes no more than 4,095. Longer: the entry is left out, and a note says so. */
  readonly pathBytes: number
  /** Bytes of one PAX header, GNU long name or sparse map (Go's archive/tar allows the same). */
  readonly headerBytes: number
  /** Zero bytes delivered for the holes of sparse files that somebody wants to read. */
  readonly holeBytes: number
  /** Uncompressed bytes for each stored byte, once more than `ratioFloor` bytes came out. */
  readonly ratio: number
  readonly ratioFloor: number
}

/** Far above what honest images hold. */
export const DEFAULT_LIMITS: LayerLimits = {
  entries: 5_000_000,
  tarBytes: gib(256),
  pathBytes: 4095,
  headerBytes: mib(1),
  holeBytes: gib(4),
  ratio: 250,
  ratioFloor: mib(512),
}

/** `given` over the defaults. */
export function withDefaults(given: Partial<LayerLimits> = {}): LayerLimits {
  return { ...DEFAULT_LIMITS, ...given }
}

/** The error of a layer that goes beyond a limit. */
export function limitError(code: string, what: string, limit: number): VeinmindError {
  return new VeinmindError(code, `the layer has more ${what} than the limit of ${limit}`, {
    hint: 'the rest of the layer was not read; a program of your own can give readLayer a higher limit',
    context: { limit },
  })
}
