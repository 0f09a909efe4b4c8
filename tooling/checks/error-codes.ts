import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isTest } from './workspace.ts'
import type { Package, Problem, Workspace } from './workspace.ts'

/** A code of a page: `## CODE`, and the first sentence below it. */
interface Documented {
  readonly code: string
  readonly page: string
  readonly line: number
  /** All that stands below it, as Markdown. */
  readonly body: string
}

const INDEX = 'docs/errors.md'
/** The same texts for `veinmind explain`. */
const BAKED = 'apps/runner/src/error-pages.json'

/**
 * Every error code that a package's source names is explained in `docs/errors/<package>.md`, every code there exists, none
 * twice; `docs/errors.md`, the index, and what the runner explains follow from the pages. `fix` writes both.
 */
export function checkErrorCodes(workspace: Workspace, fix = false): Problem[] {
  const published = workspace.packages.filter((of) => of.published)
  const documented = published.flatMap((of) => codesOn(workspace, pageOf(of)))
  const problems = published.flatMap((of) => comparePackage(workspace, of, documented))
  const seen = new Map<string, string>()
  for (const { code, page, line } of documented) {
    const first = seen.get(code)
    if (first !== undefined) problems.push({ at: `${page}:${line}`, message: `${code} is explained in ${first} too` })
    seen.set(code, page)
  }
  const made = [
    { at: INDEX, text: renderIndex(published, documented) },
    { at: BAKED, text: bake(workspace, published, documented) },
  ]
  for (const { at, text } of made) {
    if (workspace.has(at) && workspace.read(at) === text) continue
    if (fix) writeFileSync(join(workspace.root, at), text)
    else problems.push({ at, message: 'does not follow from docs/errors/*.md (mend with --fix)' })
  }
  return problems
}

/** The text of each code, in Chinese too where its page is there in Chinese. */
function bake(workspace: Workspace, published: readonly Package[], documented: readonly Documented[]): string {
  const chinese = published.flatMap((of) => codesOn(workspace, pageOf(of).replace('docs/', 'docs/zh-CN/')))
  const bodies = new Map(chinese.map(({ code, body }) => [code, body]))
  const pages = documented
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, body }) => {
      const zh = bodies.get(code)
      return [code, { en: body, ...(zh === undefined ? {} : { zh }) }] as const
    })
  return `${JSON.stringify(Object.fromEntries(pages), undefined, 2)}\n`
}

function comparePackage(workspace: Workspace, of: Package, documented: readonly Documented[]): Problem[] {
  const own = documented.filter(({ page }) => page === pageOf(of))
  const used = usedCodes(workspace, of, new Set(own.map(({ code }) => prefixOf(code))))
  const explained = new Set(documented.map(({ code }) => code))
  const missing = [...used].filter(([code]) => !explained.has(code))
  const unused = own.filter(({ code }) => !used.has(code))
  return [
    ...missing.map(([code, at]) => ({ at, message: `${code} is not explained in ${pageOf(of)}` })),
    ...unused.map(({ code, page, line }) => ({
      at: `${page}:${line}`,
      message: `no source of ${of.short} names ${code}`,
    })),
  ]
}

/**
 * Codes in a package's source, with the place of the first use: those given to an error directly, and every other text in
 * quotes that starts as they do (codes pass through tables and helpers) and is no name of an environment variable.
 */
function usedCodes(workspace: Workspace, of: Package, prefixes: Set<string>): Map<string, string> {
  const texts = workspace
    .files(`${of.folder}/src/**/*.ts`)
    .filter((path) => !isTest(path))
    .map((path) => ({ path, text: workspace.read(path) }))
  const used = new Map<string, string>()
  for (const { path, text } of texts) {
    for (const [, code = ''] of text.matchAll(/(?:new VeinmindError|usageError)\(\s*'([A-Z0-9_]+)'/g)) {
      if (!used.has(code)) used.set(code, path)
      prefixes.add(prefixOf(code))
    }
  }
  for (const { path, text } of texts) {
    for (const [, code = ''] of text.matchAll(/(?<!\benv\[)'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)) {
      if (prefixes.has(prefixOf(code)) && !used.has(code)) used.set(code, path)
    }
  }
  return used
}

function codesOn(workspace: Workspace, page: string): Documented[] {
  if (!workspace.has(page)) return []
  const lines = workspace.read(page).split('\n')
  return lines.flatMap((text, index) => {
    const [, code] = /^## ([A-Z][A-Z0-9_]*)$/.exec(text) ?? []
    if (code === undefined) return []
    const end = lines.findIndex((line, at) => at > index && line.startsWith('## '))
    const body = lines
      .slice(index + 1, end === -1 ? undefined : end)
      .join('\n')
      .trim()
    return [{ code, page, line: index + 1, body }]
  })
}

function summaryOf(body: string): string {
  const text = body.replaceAll(/\s+/g, ' ')
  return /^.*?[.!?](?= |$)/.exec(text)?.[0] ?? text
}

function renderIndex(published: readonly Package[], documented: readonly Documented[]): string {
  const head =
    '# Errors\n\nEvery code that VeinMind may show, by the package that it comes from. Written by `pnpm checks --fix`.\n'
  const sections = published.flatMap((of) => {
    const own = documented.filter(({ page }) => page === pageOf(of)).toSorted((a, b) => (a.code < b.code ? -1 : 1))
    const rows = own.map(
      ({ code, body }) => `- [\`${code}\`](errors/${of.short}.md#${code.toLowerCase()}): ${summaryOf(body)}`,
    )
    return own.length === 0 ? [] : [`\n## @veinmind/${of.short}\n\n${rows.join('\n')}\n`]
  })
  return head + sections.join('')
}

function pageOf({ short }: Package): string {
  return `docs/errors/${short}.md`
}

function prefixOf(code: string): string {
  return code.split('_')[0] ?? code
}
