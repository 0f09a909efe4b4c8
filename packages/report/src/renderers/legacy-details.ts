import type { Json, JsonObject } from '@veinmind/sdk'

/** A member of a detail: its name and what it is where the event has none; without that, it is left out. */
type Member = readonly [name: string, zero?: Json]

const FILE: readonly Member[] = [
  ['path', ''],
  ['perm', 0],
  ['size', 0],
  ['gname', ''],
  ['gid', 0],
  ['uid', 0],
  ['uname', ''],
  ['ctim', 0],
  ['mtim', 0],
  ['atim', 0],
]
const RULE: readonly Member[] = [
  ['rule_id', ''],
  ['rule_name', ''],
  ['rule_description', ''],
]

/** The members of each type, in the order in which Go writes its structs. */
const DETAILS: ReadonlyMap<string, readonly Member[]> = new Map(
  Object.entries({
    Asset: [
      ['os', {}],
      ['package_infos', []],
    ],
    BasicImage: [
      ['references', []],
      ['created_time', 0],
      ['env', []],
      ['entrypoint', []],
      ['cmd', []],
      ['working_dir', ''],
      ['author', ''],
    ],
    BasicContainer: [
      ['name', ''],
      ['created_time', 0],
      ['state', ''],
      ['runtime', ''],
      ['runtime_uniq_desc'],
      ['hostname', ''],
      ['imageID', ''],
      ['privileged'],
      ['process', {}],
      ['mounts'],
      ['processes'],
    ],
    BasicCluster: [],
    Vulnerability: [
      ['id', ''],
      ['published', ''],
      ['aliases', []],
      ['summary', ''],
      ['details', ''],
      ['references', []],
      ['source', {}],
    ],
    MaliciousFile: [...FILE, ['engine', ''], ['malicious_type', ''], ['malicious_name', '']],
    Backdoor: [...FILE, ['content', ''], ['description', '']],
    Escape: [
      ['target', ''],
      ['reason', ''],
      ['detail', ''],
    ],
    Escalation: [
      ['binName', ''],
      ['description', ''],
      ['filePath', ''],
      ['mod', ''],
      ['exp', ''],
    ],
    UnsafeMount: [['Mount', { source: '', destination: '', type: '' }]],
    SensitiveFile: [...FILE, ...RULE, ['context_content', ''], ['context_content_highlight_range', [0, 0]]],
    SensitiveEnv: [['key', ''], ['value', ''], ...RULE],
    SensitiveHistory: [['value', ''], ...RULE],
    AbnormalHistory: [
      ['instruction', ''],
      ['content', ''],
      ['description', ''],
    ],
    Webshell: [...FILE, ['type', ''], ['reason', ''], ['engine', '']],
    Weakpass: [
      ['username', ''],
      ['password', ''],
      ['service', ''],
      ['path', ''],
    ],
    IaC: [
      ['rule_info', {}],
      ['file_info', {}],
    ],
    Trace: [
      ['name', ''],
      ['from', ''],
      ['path', ''],
      ['level', ''],
      ['description', ''],
      ['detail', ''],
    ],
  } satisfies Record<string, readonly Member[]>),
)

/** The detail of a type with exactly the members that the original has; that of an unknown type as it is. */
export function legacyDetail(type: string, detail: JsonObject): JsonObject {
  const members = DETAILS.get(type)
  if (!members) return detail
  const written: [string, Json][] = []
  for (const [name, zero] of members) {
    const value = (Object.hasOwn(detail, name) ? detail[name] : undefined) ?? zero
    if (value !== undefined) written.push([name, value])
  }
  return Object.fromEntries(written)
}
