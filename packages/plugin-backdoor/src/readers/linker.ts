import { baseName } from '@veinmind/sdk'
import { isOddPath, isTemporaryPath, logicalLines } from './reading.ts'
import type { Hit, Reader } from './reading.ts'

/** `/etc/ld.so.preload`: names of libraries, with white space or colons between. */
export const readPreload: Reader = ({ text }) => {
  const hits: Hit[] = []
  for (const { line, text: content } of logicalLines(text)) {
    for (const library of content.replace(/#.*$/, '').split(/[\s:]+/)) {
      if (library === '') continue
      hits.push({
        rule: 'BACK-001',
        line,
        evidence: library,
        names: library,
        ...(isOddPath(library) ? { severity: 'critical' } : {}),
      })
    }
  }
  return { hits, cuts: [] }
}

/** `/etc/ld.so.conf.d/*`: folders. */
export const readLinkerFolders: Reader = ({ text }) => {
  const hits: Hit[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const folder = content.replace(/#.*$/, '').trim()
    if (folder !== '' && !folder.startsWith('include ') && (isOddPath(`${folder}/x`) || folder.startsWith('/home/')))
      hits.push({ rule: 'BACK-002', line, evidence: folder })
  }
  return { hits, cuts: [] }
}

/** Libraries that are often preloaded for harmless reasons. */
const KNOWN =
  /^lib(?:jemalloc|tcmalloc\w*|mimalloc|faketime\w*|nss_wrapper|uid_wrapper|hugetlbfs|eatmydata|stdc\+\+|gomp|iomp5|gtk3-nocsd|fakeroot\S*|asan|tsan|ubsan|tsocks|torsocks|proxychains\S*|stdbuf|v4l\S*|SegFault|memusage|dl|pthread|m|c|z|ssl|crypto|nvidia\S*|cuda\S*|mkl\S*|openblas|numa|dlfaker|vglfaker\S*|rt|heap_profiler|newrelic\S*|instana\S*|dynatrace\S*|oneagentproc|ddtrace\S*|otel\S*)(?:[.-]|$)/

/** Variables that load code into a program. */
const LOADS: readonly { readonly rule: string; readonly name: RegExp; readonly isOdd: (value: string) => boolean }[] = [
  {
    rule: 'BACK-003',
    name: /^LD_(?:PRELOAD|AUDIT)$/,
    isOdd: (value) =>
      value
        .split(/[\s:]+/)
        .some((library) => library !== '' && !library.startsWith('$') && !KNOWN.test(baseName(library))),
  },
  {
    rule: 'BACK-003',
    name: /^LD_LIBRARY_PATH$/,
    isOdd: (value) => value.split(':').some((folder) => isTemporaryPath(`${folder}/`)),
  },
  {
    rule: 'BACK-004',
    name: /^(?:BASH_ENV|ENV|PYTHONSTARTUP|PERL5DB|RUBYOPT|PERL5OPT|PYTHONPATH|PERL5LIB|NODE_OPTIONS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GCONV_PATH|GIT_SSH_COMMAND|PROMPT_COMMAND)$/,
    isOdd: (value) =>
      /(?:^|[\s:=,"'])(?:\/tmp|\/var\/tmp|\/dev\/shm|\/dev\/mqueue)\/\S|\/\.\w[^/:\s]*\.(?:so|py|js|pl|rb|jar|sh)\b/.test(
        value,
      ),
  },
]

/** The hit for a variable in the environment of a program. */
export function variableHit(name: string, value: string, line?: number): Hit | undefined {
  const plain = value.trim().replace(/^(["'])(.*)\1$/s, '$2')
  const load = LOADS.find((one) => one.name.test(name) && plain !== '' && one.isOdd(plain))
  if (!load) return undefined
  const library = plain.split(/[\s:]+/, 1)[0] ?? ''
  return {
    rule: load.rule,
    ...(line === undefined ? {} : { line }),
    evidence: `${name}=${plain}`,
    ...(library.startsWith('/') && load.rule === 'BACK-003' ? { names: library } : {}),
    ...(load.rule === 'BACK-003' && plain.split(/[\s:]+/).some(isOddPath) ? { severity: 'critical' } : {}),
  }
}

/** `NAME=value` and `export NAME=value` lines, and those of pam_env (`NAME DEFAULT=value`). */
export const readEnvironment: Reader = ({ text }) => {
  const hits: Hit[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const [, name, pam, value = ''] =
      /^\s*(?:export\s+)?([A-Za-z_]\w*)(\s+(?:DEFAULT|OVERRIDE))?=(.*)$/s.exec(content) ?? []
    const hit =
      name === undefined
        ? undefined
        : variableHit(name, pam === undefined ? value.replace(/\s#.*$/, '') : (value.split(/\s/, 1)[0] ?? ''), line)
    if (hit) hits.push(hit)
  }
  return { hits, cuts: [] }
}
