import type { Found } from '../model/finding.ts'

/** What a configuration file says about scripts. */
export interface Settings {
  readonly roots: string[]
  readonly runs: string[]
  readonly found: Found[]
}

const MAX_ROOTS = 2000
const PICTURE = /\.?(?:jpe?g|png|gif|ico|bmp|webp|svg|txt|css|log|pdf|zip|mp3|mp4|dat|tmp|bak)$/i
const PHP_NAME = /php|phtml|pht|inc/i

/** Reads configuration of nginx, Apache, Tomcat, PHP and IIS, line by line. */
export function readSettings(text: string, path: string): Settings {
  const settings: Settings = { roots: [], runs: [], found: [] }
  const isOwn = /(?:^|\/)\.(?:htaccess|user\.ini)$/.test(path)
  let section = ''
  for (const [index, line] of text.split('\n').entries()) {
    const place = { line: index + 1, text: line.trim() }
    readRoot(place.text, settings)
    if (/^<\/?Files/i.test(place.text)) section = place.text
    if (path.endsWith('web.config')) readIis(place, settings)
    if (isOwn) readOwn(place, section, settings)
  }
  return settings
}

interface Place {
  readonly line: number
  readonly text: string
}

function readRoot(text: string, { roots }: Settings): void {
  const found = /^\s*(?:root|DocumentRoot|alias)\s+["']?(\/[^\s"';]+)|\b(?:appBase|docBase)\s*=\s*["'](\/[^"']+)/i.exec(
    text,
  )
  const root = found?.[1] ?? found?.[2]
  if (root !== undefined && root.length > 1 && roots.length < MAX_ROOTS) roots.push(root.replace(/\/+$/, ''))
}

function tell(settings: Settings, { line, text }: Place, parts: Pick<Found, 'confidence' | 'sink' | 'source'>): void {
  if (settings.found.length < (parts.confidence === 'low' ? 20 : 200))
    settings.found.push({ rule: 'WEBSHELL-012', line, code: text.slice(0, 160), ...parts })
}

/** `.htaccess` and `.user.ini`, which anyone who can write into a folder can put there. */
function readOwn(place: Place, section: string, settings: Settings): void {
  const { text } = place
  if (/<\?(?:php|=)/i.test(text))
    return tell(settings, place, { confidence: 'high', sink: 'code', source: 'the configuration itself' })
  if (text.startsWith('#') || text.startsWith(';')) return
  const handler = /^(?:AddType|AddHandler)\s+(\S*(?:php|cgi-script|server-parsed|fcgid)\S*)\s+(.+)$/i.exec(text)
  if (handler !== null) {
    const names = (handler[2] as string).split(/\s+/).filter((name) => name !== '' && !PHP_NAME.test(name))
    settings.runs.push(...names.map((name) => name.toLowerCase()))
    const odd = names.find((name) => PICTURE.test(name))
    const isCgi = /cgi/i.test(handler[1] as string)
    if (odd !== undefined) tell(settings, place, { confidence: 'high', sink: 'a handler of scripts', source: odd })
    else if (names.length > 0 && !isCgi)
      tell(settings, place, { confidence: 'low', sink: 'a handler of scripts', source: names[0] as string })
    return
  }
  const forced = /^(?:SetHandler|ForceType)\s+["']?(\S*(?:php|cgi-script)\S*)/i.exec(text)
  if (forced !== null && !PHP_NAME.test(section)) {
    const name = /["']([^"']+)["']/.exec(section)?.[1] ?? ''
    if (name !== '') settings.runs.push(name.toLowerCase())
    return tell(settings, place, {
      confidence: PICTURE.test(name.replace(/[$)\\]+$/, '')) || section === '' ? 'medium' : 'low',
      sink: 'a handler of scripts',
      source: name || 'every file',
    })
  }
  const included = /\b(auto_(?:prepend|append)_file)\s*=?\s*["']?([^\s"']+)/i.exec(text)
  if (included !== null) {
    const [, name, file] = included as unknown as [string, string, string]
    if (/^(?:none|off)$/i.test(file)) return
    const isOdd =
      PICTURE.test(file) ||
      /^(?:php|data|https?|ftp):|\.htaccess|\.user\.ini|^\/(?:tmp|dev\/shm|var\/tmp)\//i.test(file)
    settings.runs.push(file.slice(file.lastIndexOf('/') + 1).toLowerCase())
    return tell(settings, place, { confidence: isOdd ? 'high' : 'low', sink: name, source: file })
  }
}

/** Handlers of IIS. */
function readIis(place: Place, settings: Settings): void {
  const found =
    /<add\b[^>]{0,400}\bpath\s*=\s*"([^"]+)"[^>]{0,400}(?:asp\.dll|php-cgi|PageHandlerFactory|SimpleHandlerFactory|aspnet_isapi)/i.exec(
      place.text,
    )
  const name = found?.[1]
  if (name !== undefined && (PICTURE.test(name) || /\.config$/i.test(name))) {
    settings.runs.push(name.replace('*', '').toLowerCase())
    tell(settings, place, { confidence: 'high', sink: 'a handler of scripts', source: name })
  }
}
