import { baseName } from '@veinmind/sdk'
import type { TextKind } from '../match/candidate.ts'
import { LIBRARY_CODE } from '../rules/define-paths.ts'
import { globMatcher } from '@veinmind/internal'

const CODE = new Set(
  (
    'js mjs cjs jsx ts mts cts tsx vue svelte py pyi pyx go java kt kts scala groovy c h cc cpp cxx hh hpp cs fs vb rs rb erb php phtml pl pm t lua tcl swift m mm ' +
    'dart ex exs erl hrl clj cljs hs ml mli r jl el lisp scm vim awk sed sql asm s d zig nim proto graphql jsp aspx cgi so a o pyc'
  ).split(' '),
)
const PROSE = new Set(
  'md markdown rst adoc txt html htm xhtml tex texi man 1 2 3 4 5 6 7 8 log csv tsv diff patch list copyright changelog'.split(
    ' ',
  ),
)
// What programs write, and what is translated: names there are no names of values.
const FOREIGN = new Set(
  'lock sum map md5sums symbols templates dtd xsd rng ent dict aff po pot svg css scss less sass xlf xliff resx arb strings'.split(
    ' ',
  ),
)
const TRANSLATIONS =
  /(?:^|\/)(?:i18n|l10n|locales?|lang|langs|languages?|translations?|messages)(?:\/|[._-][^/]*$|\.[a-z]+$)/i
const LOCKS =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|composer\.lock|packages\.lock\.json|yarn\.lock)$/

const isLibraryCode = globMatcher(LIBRARY_CODE)

/**
 * What the name of a file (and its first line, `head`) says of how its values are written; without an ending it is taken as configuration. Code that a package manager brought is foreign: what it calls a password is an example.
 */
export function textKindOf(path: string, head = ''): TextKind {
  if (isLibraryCode(path)) return 'foreign'
  const name = baseName(path).toLowerCase()
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 ? name.slice(dot + 1) : ''
  if (FOREIGN.has(ending) || LOCKS.test(name) || TRANSLATIONS.test(path)) return 'foreign'
  if (CODE.has(ending)) return 'code'
  // A script of a language whose values are quoted; in a shell's they need not be.
  if (/^#!\S{1,80}(?:\s{1,4}\S{1,40})?\/?\b(?:perl|python|ruby|node|php|lua|tclsh|guile|awk)/.test(head)) return 'code'
  return PROSE.has(ending) ||
    /^(?:readme|changelog|changes|license|licence|copying|copyright|news|authors|notice|history|todo)\b/.test(name)
    ? 'prose'
    : 'config'
}
