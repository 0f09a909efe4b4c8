/** What somebody who knows says of flaws in a product. */
export interface Statement {
  /** Ids of the flaw. */
  readonly ids: readonly string[]
  readonly status: VexStatus
  readonly products: readonly VexProduct[]
  /** Why: `vulnerable_code_not_in_execute_path`, or words. */
  readonly why: string
  /** RFC 3339; empty where it is not known. */
  readonly time: string
  /** The file that says it. */
  readonly file: string
}

export type VexStatus = 'not affected' | 'fixed' | 'affected' | 'under investigation'

/** A product by its package URL or digest, whole or a package in it. */
export interface VexProduct {
  /** `pkg:oci/…`, `pkg:deb/…`, or a digest. */
  readonly id: string
  /** The packages in it that are meant; none: the whole. */
  readonly parts: readonly string[]
}

/** What the reader of one format gives. */
export type ReadVex = (value: Readonly<Record<string, unknown>>, file: string) => readonly Statement[]

/** What one file may say. */
export const MOST_STATEMENTS = 100_000

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : []

export const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 2000) : '')
