import type { Confidence, Severity } from '@veinmind/sdk'
import type { CheckName, ContentRule } from '../rules/rule.ts'
import { checkCrc32 } from './crc32.ts'
import { checkBasic, checkDockerConfig, checkKubeconfig } from './base64.ts'
import { checkVariables } from './encoded-variables.ts'
import { checkDer, checkPemInBase64 } from './encoded-key.ts'
import { checkJwk } from './jwk.ts'
import { checkJwt } from './jwt.ts'
import type { Format } from './format.ts'
import { checkAssignment, checkPassword, checkStatement, checkToken } from './loose.ts'
import { checkInsert } from './insert.ts'
import { checkNatsSeed } from './nats.ts'
import { checkPem, checkPutty } from './pem.ts'
import { checkPgp } from './pgp.ts'
import { checkUrlPassword } from './url.ts'

/**
 * What a text is written in: whether a bare word after `=` is a value or code. What is not the owner's (code of packages, lock files,
 * translations) is foreign: names of values say nothing there.
 */
export type TextKind = 'config' | 'code' | 'prose' | 'foreign'

/** A match of a rule's pattern, to be looked at closer. */
export interface Candidate {
  readonly rule: ContentRule
  readonly text: string
  readonly kind: TextKind
  readonly format: Format
  /** Where the whole match and where the secret begins. */
  readonly start: number
  readonly secretStart: number
  readonly secret: string
  readonly groups: Readonly<Record<string, string | undefined>>
}

/** What a check has found out; what it leaves out stays as the rule says. */
export interface Verdict {
  readonly secret?: string
  readonly secretStart?: number
  readonly end?: number
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly note?: NoteCode
  /** What else in the evidence must be masked. */
  readonly alsoSecret?: readonly string[]
  /** What the secret is once its spelling is taken away: the same key has one fingerprint in PEM and in JSON. */
  readonly identity?: string
  /** Seconds since 1970 after which the secret opens nothing. */
  readonly expires?: number
}

/** Facts about a secret that a finding tells; texts in `report/notes.ts`. */
export type NoteCode =
  | 'encrypted'
  | 'unprotected'
  | 'checksum-valid'
  | 'checksum-invalid'
  | 'unsigned'
  | 'truncated'
  | 'damaged'

/** A closer look at a candidate: undefined when it is no secret. */
export type Check = (candidate: Candidate) => Verdict | undefined

const SECRET_WORD =
  /secret|token|key|pass|pwd|auth|cred|api|client|sk\b|ak\b|_id|\bid|sign|webhook|public|(?:_|\b)pat\b/i

const CHECKS: Readonly<Record<CheckName, Check>> = {
  // A bare value needs a word that says "secret" in its name, a quoted one does not.
  assignment: ({ groups }) => (groups['quote'] || isNamedSecret(groups) ? {} : undefined),
  'named-assignment': ({ groups }) => (isNamedSecret(groups) ? {} : undefined),
  'basic-auth': checkBasic,
  crc32: checkCrc32,
  'der-key': checkDer,
  'docker-auth': checkBasic,
  'docker-config': checkDockerConfig,
  jwk: checkJwk,
  jwt: checkJwt,
  kubeconfig: checkKubeconfig,
  'loose-assignment': checkAssignment,
  'loose-password': checkPassword,
  'loose-token': checkToken,
  'lower-case': ({ secret }) => (secret === secret.toLowerCase() ? {} : undefined),
  'nats-seed': checkNatsSeed,
  pem: checkPem,
  'pem-in-base64': checkPemInBase64,
  pgp: checkPgp,
  putty: checkPutty,
  'sql-insert': checkInsert,
  'sql-password': checkStatement,
  'url-password': checkUrlPassword,
  'variables-in-base64': checkVariables,
}

function isNamedSecret(groups: Candidate['groups']): boolean {
  return (
    SECRET_WORD.test(groups['rest'] ?? '') ||
    /secret|key|token|pass|login|auth|_api|-api|_app/i.test(groups['name'] ?? '')
  )
}

/** What the rule's check says of a candidate; `{}` for a rule without one. */
export function judge(candidate: Candidate): Verdict | undefined {
  const { check } = candidate.rule
  return check === undefined ? {} : CHECKS[check](candidate)
}
