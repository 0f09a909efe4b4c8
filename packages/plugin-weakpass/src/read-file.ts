import type { InspectedFile } from '@veinmind/sdk'
import { readAriaGlobalPriv } from './files/aria.ts'
import { readVsftpdDatabase } from './files/berkeley-db.ts'
import { readProftpd, readVirtualUsers } from './files/ftp-users.ts'
import { readHtpasswd } from './files/htpasswd-file.ts'
import { readInnodbUsers } from './files/innodb.ts'
import { linesLeft } from './files/lines.ts'
import { readMyisamUsers } from './files/myisam.ts'
import { readPasswd } from './files/passwd.ts'
import { readPgAuthid } from './files/pg-authid.ts'
import { readPgHba } from './files/pg-hba.ts'
import { readRedis } from './files/redis-conf.ts'
import {
  readGrafana,
  readKeycloak,
  readHtdigest,
  readOpasswd,
  readPropertiesUsers,
  readSmbpasswd,
  readSvnPasswd,
  readTacacs,
  readVncPasswd,
  readWildflyUsers,
} from './files/products.ts'
import { readShadow } from './files/shadow.ts'
import { readTomcatUsers } from './files/tomcat-users.ts'
import type { FileKind } from './file-kinds.ts'
import type { Extracted } from './model.ts'

const READERS: Readonly<Record<Exclude<FileKind, 'mysql-innodb'>, (bytes: Uint8Array) => Extracted>> = {
  shadow: readShadow,
  passwd: readPasswd,
  'mysql-myisam': readMyisamUsers,
  'mysql-aria': readAriaGlobalPriv,
  redis: readRedis,
  tomcat: readTomcatUsers,
  proftpd: readProftpd,
  'vsftpd-database': readVsftpdDatabase,
  'vsftpd-text': readVirtualUsers,
  htpasswd: readHtpasswd,
  'postgres-roles': readPgAuthid,
  'postgres-hba': readPgHba,
  svn: readSvnPasswd,
  smbpasswd: readSmbpasswd,
  htdigest: readHtdigest,
  wildfly: readWildflyUsers,
  'properties-users': readPropertiesUsers,
  opasswd: readOpasswd,
  tacacs: readTacacs,
  vnc: readVncPasswd,
  grafana: readGrafana,
  'keycloak-h2': readKeycloak,
}

/** The accounts of a file of a kind. */
export async function readFile(kind: FileKind, file: Pick<InspectedFile, 'bytes' | 'random'>): Promise<Extracted> {
  if (kind === 'mysql-innodb') return readInnodbUsers(file.random())
  const read = READERS[kind](file.bytes)
  const left = IN_LINES.has(kind) ? linesLeft(file.bytes) : []
  return left.length === 0 ? read : { ...read, left: [...(read.left ?? []), ...left] }
}

/** Kinds whose files are read line by line. */
const IN_LINES: ReadonlySet<FileKind> = new Set([
  'shadow',
  'passwd',
  'redis',
  'proftpd',
  'vsftpd-text',
  'htpasswd',
  'postgres-hba',
  'svn',
  'smbpasswd',
  'htdigest',
  'wildfly',
  'properties-users',
  'opasswd',
  'tacacs',
])
