import type { Language } from '../model/finding.ts'

/** Names that web servers run scripts by, without regard to case. */
const EXTENSIONS: Readonly<Partial<Record<Language, readonly string[]>>> = {
  php: ['php', 'php3', 'php4', 'php5', 'php6', 'php7', 'php8', 'phps', 'pht', 'phtm', 'phtml', 'phar', 'inc', 'module'],
}

const BY_EXTENSION = new Map(
  Object.entries(EXTENSIONS).flatMap(([language, names]) => names.map((name) => [name, language as Language] as const)),
)

/** The language that a server takes a file of this name for. */
export function languageOf(path: string): Language | undefined {
  const dot = path.lastIndexOf('.')
  return dot === -1 ? undefined : BY_EXTENSION.get(path.slice(dot + 1).toLowerCase())
}
