import type { Language } from '../model/finding.ts'

/** Names that web servers run scripts by, without regard to case. */
const EXTENSIONS: Readonly<Partial<Record<Language, string>>> = {
  php: 'php php2 php3 php4 php5 php6 php7 php8 phps pht phtm phtml phar pgif inc module hphp ctp shtml',
  jsp: 'jsp jspx jspf jsw jsv jspa jhtml tag tagx tagf',
  asp: 'asp asa cer cdx',
  aspx: 'aspx ashx asmx ascx asax svc master cshtml vbhtml soap rem axd',
  cfm: 'cfm cfml cfc dbm',
  perl: 'pl cgi pm plx',
  python: 'py wsgi',
  ruby: 'rb rhtml erb',
  node: 'js mjs cjs ts',
  class: 'class',
}

const BY_EXTENSION = new Map(
  Object.entries(EXTENSIONS).flatMap(([language, names]) =>
    names.split(' ').map((name) => [name, language as Language] as const),
  ),
)

/** The language that a server takes a file of this name for. A name with more endings is that of the last that is one: `a.php.bak` is none. */
export function languageOf(path: string): Language | undefined {
  // Each inspector asks for the same path in turn.
  if (path !== last.path) last = { path, language: read(path) }
  return last.language
}

let last: { readonly path: string; readonly language: Language | undefined } = { path: '', language: undefined }

function read(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  // Servers of Windows end a name at `;`, `::` and a zero: `a.asp;.jpg`.
  const semicolon = /\.(asp|asa|cer|aspx|php\d?|phtml|jspx?)(?:;|::|%00|\0)/.exec(name)
  if (semicolon !== null) return BY_EXTENSION.get(semicolon[1] as string)
  const trimmed = name.replace(/[. ~]+$/, '')
  return BY_EXTENSION.get(trimmed.slice(trimmed.lastIndexOf('.') + 1))
}

const PICTURE = /\.(?:jpe?g|jfif|png|gif|ico|bmp|webp|svg|tiff?|pdf|mp3|mp4|ttf|woff2?|avif)$/i

/** Whether a file is named like one that holds no code. */
export const isPicture = (path: string): boolean => PICTURE.test(path)
