import { posix } from 'node:path'
import type { Problem, Workspace } from './workspace.ts'

/** Links of Markdown files to files of the repository lead somewhere, and to a heading where they name one. */
export function checkLinks(workspace: Workspace): Problem[] {
  const pages = workspace.files('{*.md,docs/**/*.md,{packages,apps,tooling}/*/*.md}')
  return pages.flatMap((page) => {
    const text = workspace.read(page).replaceAll(/```[\s\S]*?```/g, (code) => code.replaceAll(/[^\n]/g, ''))
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(({ 1: link = '', index }) => {
      const message = brokenLink(workspace, page, link)
      return message === undefined ? [] : [{ at: `${page}:${text.slice(0, index).split('\n').length}`, message }]
    })
  })
}

/** Files that sources look for by their place are there: a move changes imports, and not these. */
export function checkPlaces(workspace: Workspace): Problem[] {
  return workspace.files('{packages,apps}/**/*.ts').flatMap((file) => {
    const text = workspace.read(file)
    return [...text.matchAll(/new URL\(\s*(['"`])(\.{1,2}\/[^'"`$]*)\1,\s*import\.meta\.url/g)].flatMap(
      ({ 2: path = '', index }) =>
        workspace.has(posix.join(posix.dirname(file), path))
          ? []
          : [{ at: `${file}:${text.slice(0, index).split('\n').length}`, message: `${path} leads nowhere` }],
    )
  })
}

function brokenLink(workspace: Workspace, page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : posix.join(posix.dirname(page), path)
  if (!workspace.has(target)) return `${link} leads nowhere`
  if (anchor === undefined || !target.endsWith('.md')) return undefined
  const headings = [...workspace.read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))
  return headings.includes(anchor) ? undefined : `${target} has no heading for #${anchor}`
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}
