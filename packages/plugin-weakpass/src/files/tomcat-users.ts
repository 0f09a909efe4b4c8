import { SaxesParser } from 'saxes'
import { cutText } from '@veinmind/internal/text'
import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'

/** Roles of the manager and host-manager applications: they install code. */
const PRIVILEGED = /(?:^|[\s,])(?:manager|admin)(?:-(?:gui|script|jmx))?(?=[\s,]|$)/

/**
 * `tomcat-users.xml`: `<user username="…" password="…" roles="…"/>`, attributes in any order, `name` for the first as well.
 * Entities of the document's own are never expanded; reading ends at the first fault of its XML.
 */
export function readTomcatUsers(bytes: Uint8Array): Extracted {
  const credentials: Credential[] = []
  const parser = new SaxesParser({ xmlns: false })
  let fault: Error | undefined
  let isCut = false
  parser.on('error', (error) => {
    fault ??= error
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (name.slice(name.indexOf(':') + 1).toLowerCase() !== 'user') return
    const user = attributes['username'] ?? attributes['name']
    const value = attributes['password']
    if (user === undefined || value === undefined) return
    isCut ||= credentials.length >= MAX_ACCOUNTS
    if (isCut) return
    const isPrivileged = PRIVILEGED.test(attributes['roles'] ?? '')
    credentials.push({ user, value, form: 'tomcat', line: parser.line, ...(isPrivileged ? { privileged: true } : {}) })
  })
  const left = (): readonly string[] => (isCut ? [`more than ${MAX_ACCOUNTS} accounts`] : [])
  try {
    parser.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')).close()
  } catch (error) {
    if (error !== fault) throw error
    return { credentials, left: [...left(), `not well-formed XML: ${cutText(fault?.message ?? '', 200)}`] }
  }
  return { credentials, left: left() }
}
