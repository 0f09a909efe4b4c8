import { decodeJettyObf, decodeVnc } from '../hash/reversible.ts'
import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'
import { linesOf } from './lines.ts'

/** The accounts of a file of lines, a thousand at most. */
function readLines(bytes: Uint8Array, read: (line: string) => Omit<Credential, 'line'> | undefined): Extracted {
  const credentials: Credential[] = []
  for (const { number, text } of linesOf(bytes)) {
    const found = read(text)
    if (found) credentials.push({ ...found, line: number })
    if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
  }
  return { credentials }
}

/** Subversion's `conf/passwd`: `name = password` in clear, below `[users]`. */
export function readSvnPasswd(bytes: Uint8Array): Extracted {
  let isUsers = false
  return readLines(bytes, (line) => {
    const section = /^\s{0,8}\[([^\]]{1,64})\]/.exec(line)?.[1]
    if (section !== undefined) isUsers = section.trim() === 'users'
    const [, user = '', value = ''] =
      (isUsers &&
        section === undefined &&
        /^\s{0,8}([^\s=]{1,64})\s{0,8}=\s{0,8}(\S(?:.{0,126}\S)?)\s{0,8}$/.exec(line)) ||
      []
    return user === '' ? undefined : { user, value, form: 'plain' }
  })
}

/** Samba's smbpasswd: `user:uid:LM hash:NT hash:[flags]:when it was changed`. */
export function readSmbpasswd(bytes: Uint8Array): Extracted {
  return readLines(bytes, (line) => {
    const [user = '', uid = '', lm = '', nt = '', flags = ''] = line.split(':', 6)
    if (user === '' || !/^\d+$/.test(uid) || lm.length !== 32) return undefined
    const locked = /D/.test(flags) ? { locked: true } : {}
    if (nt.startsWith('NO PASSWORD') || /N/.test(flags)) return { user, value: '', form: 'nt', ...locked }
    return /^[0-9A-Fa-f]{32}$/.test(nt) ? { user, value: nt, form: 'nt', ...locked } : undefined
  })
}

/** Apache's htdigest: `user:realm:MD5(user:realm:password)`. */
export function readHtdigest(bytes: Uint8Array): Extracted {
  return readLines(bytes, (line) => {
    const [, user = '', realm = '', digest = ''] =
      /^([^:\s]{1,255}):([^:]{0,255}):([0-9a-f]{32})\s{0,8}$/.exec(line) ?? []
    return user === '' ? undefined : { user, value: `${realm}\0${digest}`, form: 'digest' }
  })
}

/** WildFly's users: `user=MD5(user:ManagementRealm:password)`, of applications with the realm of applications. */
export function readWildflyUsers(bytes: Uint8Array): Extracted {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', 0, 4096)
  const named = /\$REALM_NAME=([\w-]{1,64})\$/.exec(head)?.[1]
  return readLines(bytes, (line) => {
    const [, user = '', digest = ''] = /^([^=\s]{1,255})=([0-9a-fA-F]{32})\s{0,8}$/.exec(line) ?? []
    return user === ''
      ? undefined
      : { user, value: `${named ?? 'ManagementRealm'}\0${digest.toLowerCase()}`, form: 'digest' }
  })
}

/** Users of Jetty and ActiveMQ: `user: password, role` or `user=password`, in clear, `MD5:`, `CRYPT:`. */
export function readPropertiesUsers(bytes: Uint8Array): Extracted {
  return readLines(bytes, (line) => {
    const [, user = '', value = ''] =
      /^\s{0,8}([\w.@-]{1,64})\s{0,8}[:=]\s{0,8}([^,\s]{1,200})\s{0,8}(?:,.{0,200})?$/.exec(line) ?? []
    if (user === '' || /^(?:ENC\(|\$\{)/.test(value)) return undefined
    if (value.startsWith('OBF:')) return { user, value: decodeJettyObf(value) ?? value, form: 'plain' }
    const md5 = /^MD5:([0-9a-f]{32})$/.exec(value)?.[1]
    if (md5 !== undefined) return { user, value: `{MD5}${Buffer.from(md5, 'hex').toString('base64')}`, form: 'any' }
    return value.startsWith('CRYPT:') ? { user, value: value.slice(6), form: 'crypt' } : { user, value, form: 'plain' }
  })
}

/** PAM's opasswd: `user:uid:count:hash,hash,…`, the passwords that were used before. */
export function readOpasswd(bytes: Uint8Array): Extracted {
  const credentials: Credential[] = []
  for (const { number, text } of linesOf(bytes)) {
    const [user = '', , , values = ''] = text.split(':', 4)
    for (const value of values.split(',').slice(0, 50))
      if (user !== '' && value !== '') credentials.push({ user, value, form: 'crypt', line: number })
    if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
  }
  return { credentials }
}

/** TACACS+: `login = cleartext x`, `login = des x`, and the key that the devices share. */
export function readTacacs(bytes: Uint8Array): Extracted {
  let user = ''
  return readLines(bytes, (line) => {
    user = /^\s{0,40}user\s{0,4}=\s{0,4}"?([\w.@-]{1,64})/.exec(line)?.[1] ?? user
    const [, what = '', kind = '', quoted, bare] =
      /\b(login|pap|chap|arap|opap|enable|global|key|password|ms-chap)\s{0,4}=\s{0,4}(cleartext|des|crypt|clear)?\s{0,4}(?:"([^"]{1,128})"|([^\s"{}]{1,128}))/.exec(
        line,
      ) ?? []
    const value = quoted ?? bare
    if (value === undefined || /^(?:PAM|skey|file|nopassword|permit|deny)$/.test(value)) return undefined
    if (kind === 'des' || kind === 'crypt') return { user, value, form: 'crypt' }
    return kind !== '' || what === 'key' ? { user: what === 'key' ? '' : user, value, form: 'plain' } : undefined
  })
}

/** The files of VNC servers: eight bytes for the one who may do all, eight more for the one who may look. */
export function readVncPasswd(bytes: Uint8Array): Extracted {
  if (bytes.length < 8 || bytes.length > 64) return { credentials: [] }
  const values = [bytes.subarray(0, 8), bytes.subarray(8, 16)].flatMap((part) =>
    part.length === 8 ? (decodeVnc(part) ?? []) : [],
  )
  return { credentials: values.map((value) => ({ user: '', value, form: 'plain' })) }
}

/**
 * Grafana's SQLite file: a row of its `user` table holds login, address, name, the password (50 bytes of PBKDF2 in hexadecimal,
 * 10,000 iterations of SHA-256), its salt and ten letters more without anything between them.
 */
export function readGrafana(bytes: Uint8Array): Extracted {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const found = new Map<string, Credential>()
  for (const match of text.matchAll(/(?<![0-9a-f])([0-9a-f]{100})([0-9A-Za-z]{10})[0-9A-Za-z]{10}/g)) {
    const before = text.slice(Math.max(0, match.index - 200), match.index)
    const name = /([\w.+-]{1,64})@[\w.-]{1,100}[^@]{0,64}$/.exec(before)?.[1] ?? ''
    // Login and address stand side by side: `adminadmin@localhost`.
    const half = name.slice(0, name.length / 2)
    const user = half + half === name ? half : name
    const value = `sha256:10000:${Buffer.from(match[2] ?? '').toString('hex')}:${match[1] ?? ''}`
    found.set(value, { user, value, form: 'pbkdf2' })
    if (found.size > MAX_ACCOUNTS) break
  }
  const left = found.size > MAX_ACCOUNTS ? [`more than ${MAX_ACCOUNTS} accounts`] : []
  return { credentials: [...found.values()].slice(0, MAX_ACCOUNTS), left }
}

/**
 * Keycloak's own H2 database (`keycloakdb.mv.db`): a row of its table of credentials has the hash and its salt as one JSON text and the way of hashing as
 * another, behind one another. Names of users stand in another table.
 */
export function readKeycloak(bytes: Uint8Array): Extracted {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const found = new Map<string, Credential>()
  for (const match of text.matchAll(
    /\{"value":"([A-Za-z0-9+/]{20,172}={0,2})","salt":"([A-Za-z0-9+/]{4,172}={0,2})"/g,
  )) {
    const beside = text.slice(Math.max(0, match.index - 600), match.index + 900)
    const way = /"hashIterations":(\d{1,9}),"algorithm":"pbkdf2(?:-(sha\d{3}))?"/.exec(beside)
    if (!way) continue
    const hex = (text64: string) => Buffer.from(text64, 'base64').toString('hex')
    const value = `${way[2] ?? 'sha1'}:${way[1]}:${hex(match[2] ?? '')}:${hex(match[1] ?? '')}`
    found.set(value, { user: '', value, form: 'pbkdf2' })
    if (found.size > MAX_ACCOUNTS) break
  }
  const left = found.size > MAX_ACCOUNTS ? [`more than ${MAX_ACCOUNTS} accounts`] : []
  return { credentials: [...found.values()].slice(0, MAX_ACCOUNTS), left }
}
