import { gib, mib } from '@veinmind/sdk'
import type { PackLimits } from './pack/object-store.ts'

/** An object may be this large; infrastructure that people write is smaller. */
export const MAX_OBJECT: number = mib(8)

/** Of a pack. What is kept of an object is some 60 bytes. */
export const PACK_LIMITS: PackLimits = { objects: 3_000_000, objectBytes: MAX_OBJECT, chain: 4095, totalBytes: gib(64) }

/** Most bytes of a list of references. */
export const MAX_REFS: number = mib(64)
