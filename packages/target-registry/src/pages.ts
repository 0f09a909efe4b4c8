import type { ClientRequest, RegistryClient } from './client.ts'
import { registryError } from './errors.ts'
import { parseJson } from './json.ts'

interface PageReader {
  readonly request: ClientRequest
  /** The names on a page; undefined when the page is not what was asked for. */
  readonly names: (page: unknown) => readonly unknown[] | undefined
  /** Whether a name can be one; others are dropped. */
  readonly isName: (name: string) => boolean
  /** The next page when the answer has no `Link`. */
  readonly next?: (url: URL, names: number) => URL | undefined
  readonly onDropped?: (name: string) => void
}

const MAX_PAGE_BYTES = 16 * 1024 * 1024
const MAX_PAGES = 5000
const MAX_NAMES = 1_000_000
/** Milliseconds of waiting for all pages together. */
const MAX_WAITING = 10 * 60_000

/**
 * Every name of a list that comes in pages (`Link: <…>; rel="next"`, RFC 8288), each once. A page that brings nothing
 * new though another is said to follow, an address that was read before, and a list beyond all measure end with
 * `REGISTRY_PAGES_ENDLESS`.
 */
export async function* readPages(client: RegistryClient, reader: PageReader): AsyncGenerator<string, void, undefined> {
  const names = new Set<string>()
  const read = new Set<string>()
  let url: URL | undefined = await client.address(reader.request.path, reader.request.signal)
  const start = url
  let waited = 0
  const endless = (why: string): Error =>
    registryError('REGISTRY_PAGES_ENDLESS', `the list of ${client.host} does not end (${start.pathname}): ${why}`)
  while (url) {
    if (read.has(url.href)) throw endless('it leads back to a page that was read')
    if (read.size >= MAX_PAGES) throw endless(`more than ${MAX_PAGES} pages`)
    read.add(url.href)
    const before = performance.now()
    const { body, headers } = await client.document({ ...reader.request, path: url }, MAX_PAGE_BYTES)
    waited += performance.now() - before
    if (waited > MAX_WAITING) throw endless(`it took more than ${MAX_WAITING / 60_000} minutes`)
    const found = reader.names(parseJson(body))
    if (!found) {
      throw registryError(
        'REGISTRY_ANSWER_INVALID',
        `${client.host} answered with something else than a list for ${url.pathname}`,
      )
    }
    const known = names.size
    for (const name of found) {
      if (typeof name !== 'string' || !reader.isName(name)) reader.onDropped?.(String(name).slice(0, 300))
      else if (!names.has(name)) {
        names.add(name)
        yield name
      }
    }
    if (names.size > MAX_NAMES) throw endless(`more than ${MAX_NAMES} names`)
    const link = headers['link']
    const next: URL | undefined = link === undefined ? reader.next?.(url, found.length) : nextPage(link, url, start)
    if (next && found.length > 0 && names.size === known) {
      throw endless('a page brings nothing new, and more are said to follow')
    }
    if (next && found.length === 0) throw endless('an empty page says that more follow')
    url = next
  }
}

/** The address of `rel="next"`: the same list on the same registry, whatever the registry says. */
export function nextPage(header: string | undefined, at: URL, start: URL): URL | undefined {
  if (header === undefined) return undefined
  for (const link of header.slice(0, 16_384).split(/,\s*(?=<)/)) {
    const match = /^\s*<([^>]*)>(.*)$/.exec(link)
    if (!match || !/;\s*rel\s*=\s*"?next"?\s*(?:;|$)/i.test(match[2]!)) continue
    const url = URL.canParse(match[1]!, at.href) ? new URL(match[1]!, at.href) : undefined
    // A proxy that ends TLS makes some registries write their own name or http here: path and query are what counts.
    if (!url || url.pathname !== start.pathname) {
      throw registryError(
        'REGISTRY_ANSWER_INVALID',
        `the next page of ${start.host}${start.pathname} is said to be elsewhere`,
      )
    }
    return new URL(url.pathname + url.search, start.origin)
  }
  return undefined
}
