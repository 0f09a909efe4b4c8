import { asObject, isObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { asText } from '../languages/formats.ts'
import { UnreadableError } from '../languages/reading.ts'
import { parseBounded } from './parse-bounded.ts'

/** An envelope in a bundle, a statement in it, a document in that, perhaps as a text. */
const MAX_WRAPPERS = 6

/** What an attestation was made about, by the digests that it names. */
export interface Unwrapped {
  readonly document: JsonObject
  /** `sha256:…` of what the statement is about; `undefined` without a statement. */
  readonly subjects: readonly string[] | undefined
}

/**
 * The document in its wrappers: a bundle of sigstore, an envelope of DSSE, a statement of in-toto. No signature is checked: that is for
 * whoever knows whose it should be.
 */
export function unwrap(given: JsonObject): Unwrapped {
  let document = given
  let subjects: readonly string[] | undefined
  for (let step = 0; step < MAX_WRAPPERS; step += 1) {
    const { payload, payloadType, dsseEnvelope, predicate, predicateType } = document
    if (isObject(dsseEnvelope)) document = dsseEnvelope
    else if (typeof payload === 'string' && typeof payloadType === 'string')
      document = parseBounded(Buffer.from(payload, 'base64'))
    else if (predicate !== undefined && typeof predicateType === 'string') {
      subjects ??= subjectsOf(document)
      document = objectOf(predicate)
    }
    // cosign puts the document of a predicate of its own into `Data`.
    else if (document['Data'] !== undefined && document['Timestamp'] !== undefined)
      document = objectOf(document['Data'])
    else return { document, subjects }
  }
  throw new UnreadableError('it is wrapped more often than any attestation is')
}

function objectOf(value: unknown): JsonObject {
  const text = asText(value)
  return text === undefined ? asObject(value) : parseBounded(Buffer.from(text))
}

function subjectsOf(statement: JsonObject): readonly string[] {
  const list = Array.isArray(statement['subject']) ? (statement['subject'] as readonly unknown[]) : []
  return list.slice(0, 1000).flatMap((subject) => {
    const hex = asText(asObject(asObject(subject)['digest'])['sha256'])
    return hex !== undefined && /^[0-9a-f]{64}$/.test(hex) ? [`sha256:${hex}`] : []
  })
}
