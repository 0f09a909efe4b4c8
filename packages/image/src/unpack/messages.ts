import { VeinmindError } from '@veinmind/sdk'
import type { LayerNote } from '../tar/types.ts'
import type { RingMemory } from './ring.ts'
import type { Unpacked, UnpackOrder } from './unpack.ts'

/** What a thread that unpacks is started with. */
export interface UnpackSetup {
  readonly order: UnpackOrder
  readonly stored: RingMemory
  readonly tar: RingMemory
}

/** An error on its way to another thread, which does not keep the members of errors. */
export type SentError = Pick<VeinmindError, 'code' | 'message' | 'hint' | 'context'> & { readonly cause?: SentCause }

interface SentCause {
  readonly message: string
  readonly code: string | undefined
}

/** What a thread says at its end. */
export type FromUnpacker = { readonly notes: readonly LayerNote[] } & (
  | { readonly kind: 'done'; readonly unpacked: Unpacked }
  | { readonly kind: 'failed'; readonly error: SentError }
  /** The source of the stored bytes has failed. */
  | { readonly kind: 'starved' }
)

/** The error as plain data. */
export function toSent({ code, message, hint, context, cause }: VeinmindError): SentError {
  const sent = { code, message, hint, context }
  if (!(cause instanceof Error)) return sent
  const causeCode = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  return { ...sent, cause: { message: cause.message, code: causeCode } }
}

/** The error that it was. */
export function toError({ code, message, hint, context, cause }: SentError): VeinmindError {
  return new VeinmindError(code, message, {
    context,
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause: Object.assign(new Error(cause.message), { code: cause.code }) }),
  })
}
