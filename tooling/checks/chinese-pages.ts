import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Problem, Workspace } from './workspace.ts'

/** What a Chinese page says of itself: which page it says in Chinese, as of which content. */
const MARK = /<!-- of (\S+) as of ([0-9a-f]{12}) -->/
/** Which is made by another check, and lists codes that are English. */
const WITHOUT = new Set(['docs/errors.md'])

/**
 * README.md and the pages that it links to have a Chinese page each (or are for programmers, and named by the README in Chinese as
 * English), the two lead to each other at their tops, and a Chinese page is as new as the English one.
 */
export function checkChinesePages(workspace: Workspace): Problem[] {
  const pages = workspace.files('{*.zh-CN.md,docs/zh-CN/**/*.md}')
  const said = new Set<string>()
  const problems = pages.flatMap((at): Problem[] => {
    const text = workspace.read(at)
    const [, english = '', asOf] = MARK.exec(text) ?? []
    if (english === '' || !workspace.has(english))
      return [{ at, message: 'does not say <!-- of <the English page> as of <12 digits of its SHA-256> -->' }]
    said.add(english)
    const found = workspace.read(english)
    return [
      ...(hashOf(found) === asOf
        ? []
        : [{ at, message: `is older than ${english}: say what has changed, then write "as of ${hashOf(found)}"` }]),
      ...unlinked(at, text, english),
      ...unlinked(english, found, at),
    ]
  })
  return [...problems, ...missingPages(workspace, said)]
}

/** The text of a Chinese page, as of what its English page says now. */
export function markAsOf(chinese: string, english: string): string {
  return chinese.replace(MARK, (_, path: string) => `<!-- of ${path} as of ${hashOf(english)} -->`)
}

/** Without its made part: what a program writes into a page needs no one to translate it. */
function hashOf(text: string): string {
  const written = text
    .replaceAll(/<!-- bench -->[\s\S]*?<!-- \/bench -->/g, '')
    .replace(/<!-- The rest is made [\s\S]*$/, '')
  return createHash('sha256').update(written).digest('hex').slice(0, 12)
}

function unlinked(page: string, text: string, other: string): Problem[] {
  const link = posix.relative(posix.dirname(page), other)
  return text.split('\n', 5).some((line) => line.includes(`](${link})`))
    ? []
    : [{ at: page, message: `does not lead to ${link} at its top` }]
}

function missingPages(workspace: Workspace, said: ReadonlySet<string>): Problem[] {
  if (!workspace.has('README.zh-CN.md')) return []
  const chinese = workspace.read('README.zh-CN.md')
  const linked = [...workspace.read('README.md').matchAll(/\]\(((?:docs\/)?[\w/-]+\.md)\)/g)].map(
    ([, link = '']) => link,
  )
  const left = linked.filter(
    (link) =>
      !said.has(link) &&
      !WITHOUT.has(link) &&
      !new RegExp(`\\]\\(${link.replaceAll('.', '\\.')}\\)（英文）`).test(chinese),
  )
  return left.map((link) => ({
    at: link,
    message: 'has no page in Chinese, and README.zh-CN.md does not name it as English',
  }))
}
