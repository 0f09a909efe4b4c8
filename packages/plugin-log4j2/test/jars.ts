import { buildZip } from '@veinmind/testing'
import SIGNS from '../src/signs.json' with { type: 'json' }

type Members = Readonly<Record<string, Uint8Array | string>>

/** A class with nothing in it but texts among its constants. */
export function classWith(texts: readonly string[]): Uint8Array {
  const head = Buffer.from('cafebabe00000034', 'hex')
  const count = Buffer.alloc(2)
  count.writeUInt16BE(texts.length + 1)
  const constants = texts.flatMap((text) => {
    const entry = Buffer.alloc(3)
    entry[0] = 1
    entry.writeUInt16BE(Buffer.byteLength(text), 1)
    return [entry, Buffer.from(text)]
  })
  return Buffer.concat([head, count, ...constants, Buffer.alloc(14)])
}

/** Texts that the signs with a text are known by. */
const TEXTS: Readonly<Record<string, string>> = {
  'lookup-expected': 'org.apache.logging.log4j.core.lookup.JndiLookup',
  'jndi-limited': 'allowedJndiProtocols',
  'jndi-off': 'isJndiEnabled',
  'jdbc-limited': 'isJndiJdbcEnabled',
  'jms-limited': 'org/apache/log4j/net/JNDIUtil',
}

/** The classes of a copy of log4j that has these signs. */
export function classesWith(signs: readonly string[], packageRoot?: string): Members {
  const own = SIGNS.filter(({ id }) => signs.includes(id))
  const names = new Set(own.map((sign) => sign.class))
  const root = packageRoot ?? (signs.includes('core') ? 'org/apache/logging/' : 'org/apache/')
  return Object.fromEntries(
    Array.from(names, (name) => {
      const texts = own.flatMap((sign) => (sign.class === name ? (TEXTS[sign.id] ?? []) : []))
      return [`${root}${name}.class`, classWith(['Code', ...texts])]
    }),
  )
}

/** The coordinates that Maven leaves in a jar. */
export function coordinates(name: string, version: string): Members {
  const [group = '', artifact = ''] = name.split(':')
  return {
    [`META-INF/maven/${group}/${artifact}/pom.properties`]: `version=${version}\ngroupId=${group}\nartifactId=${artifact}\n`,
  }
}

const CORE = 'org.apache.logging.log4j:log4j-core'
const VULNERABLE = ['core', 'jdbc', 'lookup', 'lookup-expected']

/** The jar of log4j-core in a version, with the classes of 2.14.1 unless others are given. */
export function coreJar(version: string, signs: readonly string[] = VULNERABLE, more: Members = {}): Uint8Array {
  return buildZip({ ...coordinates(CORE, version), ...classesWith(signs), ...more })
}
