import { baseName } from '@veinmind/sdk'

/**
 * How the values of a file are written: also as bare words (`settings`), only in quotes (`code`), only as hashes (`data`), or only as
 * examples (`none`).
 */
export type TextKind = 'settings' | 'code' | 'data' | 'none'

/** A kind of file in which values are looked for. */
export type ValueKind = 'settings' | 'code'

/** Documentation, examples, tests, translations, and what package managers install: nobody uses the passwords in them. */
const EXAMPLES =
  /\/(?:docs?|examples?|tests?|testdata|test_data|__tests__|fixtures?|i18n|l10n|locales?|translations?|nls|tutorials?|site-packages|dist-packages|node_modules|gems|vendor|bower_components|\.cargo|\.m2|\.gradle|pkg\/mod|zoneinfo|terminfo|completions?|bash-completion|vim|nvim|emacs|syntax|snippets|swagger-ui|javadoc)\//i
const SYSTEM =
  /^\/(?:usr\/(?:lib|lib32|lib64|libx32|libexec|include|src|games)|lib|lib32|lib64|proc|sys|dev|boot|usr\/local\/(?:go|lib\/(?:python|ruby|node|perl)|share\/(?:perl|ruby))|usr\/share\/(?:perl|perl5|python3?|ruby|nodejs|npm|vim|bash-completion|zsh|fish|mime|X11|icons|fonts|keyrings|common-licenses|gnupg|gdb|gcc|glib-2\.0|terminfo|zoneinfo|locale|pixmaps|applications|dbus-1|polkit-1|cmake|automake[^/]*|autoconf|aclocal[^/]*|libtool|misc|nano|file)|var\/lib\/(?:dpkg|apt|rpm|pacman)|var\/cache|etc\/(?:ssl|pki|ca-certificates|alternatives|pam\.d|init\.d|rc\d\.d|apparmor\.d|selinux|fonts|terminfo|X11))\//

/** A file whose name says that it is to be copied and filled in. */
const TEMPLATE =
  /(?:^|[._-])(?:example|sample|template|tmpl|tpl|dist|rpmnew|dpkg-dist|skel|j2|erb|mustache|hbs|ejs|fixtures?|swagger|openapi|i18n|locale|translations?)(?:[._-]|$)/i
const LANGUAGE =
  /^(?:[\w.-]*[._-])?(?:en|de|fr|es|pt|ru|zh|ja|ko|nl|pl|tr|sv|uk|ar|he|fi|el|hu|ro|vi|th)(?:[-_][A-Za-z]{2,4})?\.(?:json|ya?ml|properties|js|ts|php|ini|po|xml|xlf|resx|strings|toml)$/

/** What package managers keep: names and versions. */
const PACKAGES =
  /^(?:package|package-lock|composer|bower|tsconfig[\w.-]*|npm-shrinkwrap|manifest|pipfile|deno|angular|nx|lerna)\.(?:json|lock)$|\.(?:lock|sum)$/

/** Where code is configuration: `/etc/gitlab/gitlab.rb`, scripts that make a database. */
const SETTINGS_FOLDER = /^\/etc\/|\/(?:docker-entrypoint)?-?initdb(?:\.d)?\//

const PROSE = new Set(
  'md markdown rst adoc asciidoc html htm xhtml svg po pot tex texi man 1 2 3 4 5 6 7 8 lock sum diff patch map css scss less symbols d.ts xsd dtd rng proto snap ipynb pub crt cer pem'.split(
    ' ',
  ),
)
/** Tables and protocols: what stands beside a word there is not its value. */
const DATA = new Set('csv tsv log list dump bak jsonl ndjson'.split(' '))

const CODE = new Set(
  'js mjs cjs jsx ts mts cts tsx vue svelte py pyi go java kt kts scala groovy gradle c h cc cpp hh hpp cs fs vb rs rb php phtml pl pm lua tcl swift m mm dart ex exs erl hrl clj hs ml jl r vim awk zig nim jsp aspx'.split(
    ' ',
  ),
)

/** Compressed files and media, in which nothing can be read. */
const UNREADABLE =
  /\.(?:png|jpe?g|gif|webp|ico|bmp|tiff?|mp[34]|m4a|og[gv]|webm|avi|mov|flac|wav|woff2?|ttf|otf|eot|gz|tgz|bz2|xz|zst|lz4|br|zip|jar|war|ear|whl|egg|deb|rpm|apk|7z|rar|gmo|mo|pdf|wasm|pyc|so|a|o|class|dll|exe|js\.map)$/i

/** Whether a file at `path` can hold a password or a hash that somebody uses. */
export function isLookedAt(path: string): boolean {
  return !UNREADABLE.test(path) && !EXAMPLES.test(path) && !SYSTEM.test(path)
}

/** How the values of the file at `path` are read, by its name and its first line. */
export function textKindOf(path: string, head: string): TextKind {
  const name = baseName(path).toLowerCase()
  if (PACKAGES.test(name)) return 'none'
  if (TEMPLATE.test(name) || LANGUAGE.test(name)) return 'none'
  if (
    /^(?:readme|changelog|changes|license|licence|copying|copyright|news|authors|notice|history|todo|contributing|security)\b/.test(
      name,
    )
  )
    return 'none'
  const ending = name.slice(name.lastIndexOf('.') + 1)
  if (DATA.has(ending)) return 'data'
  if (PROSE.has(ending)) return 'none'
  if (CODE.has(ending) && /^tests?_|[._-](?:tests?|spec)\.[a-z]+$/.test(name)) return 'none'
  if (CODE.has(ending)) return SETTINGS_FOLDER.test(path) ? 'settings' : 'code'
  return /^#![^\n]{0,100}\b(?:perl|python|ruby|node|php|lua|tclsh|awk)/.test(head) ? 'code' : 'settings'
}
