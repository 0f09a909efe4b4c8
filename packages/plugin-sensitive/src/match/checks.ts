import type { CheckName } from '../rules/rule.ts'
import { checkCrc32 } from './crc32.ts'
import { checkBasic, checkDockerConfig, checkKubeconfig } from './base64.ts'
import { checkVariables } from './encoded-variables.ts'
import { checkDer, checkPemInBase64 } from './encoded-key.ts'
import { checkJwk } from './jwk.ts'
import { checkJwt } from './jwt.ts'
import { checkAssignment, checkPassword, checkStatement, checkToken } from './loose.ts'
import { checkInsert } from './insert.ts'
import { checkNatsSeed } from './nats.ts'
import { checkPem, checkPutty } from './pem.ts'
import { checkPgp } from './pgp.ts'
import { checkUrlPassword } from './url.ts'
import type { Candidate, Verdict, Check } from './candidate.ts'

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
