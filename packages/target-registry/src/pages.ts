import { parseJson } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import type { ClientRequest, Document, RegistryClient } from './client.ts'
import { registryError } from './errors.ts'
import type { HttpResponse } from './http/response.ts'

interface PageReader {
  readonly request: ClientRequest
  /** The names on a page; undefined when the page is not what was asked for. */
  readonly names: (page: unknown) => readonly unknown[] | undefined
  /** Whether a name can be one; others are dropped. */
  readonly isName: (name: string) => boolean
  /** The next page when the answer has no `Link`. */
  readonly next?: (url: URL, names: number) => URL | undefined
  readonly onDropped?: (name: string) => void
  readonly onPage?: (headers: HttpResponse['headers']) => void
  /** Where to go on instead of a page that is refused, after these names; undefined: nowhere. */
  readonly resume?: (error: unknown, url: URL, names: readonly string[]) => URL | undefined
}

const MAX_PAGE_BYTES = 16 * 1024 * 1024
const MAX_PAGES = 5000
const MAX_RESUMED = 50
/** Pages in a row without a name: allowed (distribution-spec), where a registry filters what it reads, or has removed it meanwhile. */
const MAX_EMPTY_PAGES = 100
const MAX_NAMES = 1_000_000
/** Milliseconds of waiting for all pages together. */
const MAX_WAITING = 10 * 60_000

/**
 * Every name of a list that comes in pages (`Link: <…>; rel="next"`, RFC 8288), each once. A page that repeats
 * what is known though another is said to follow, an address that was read before, too many empty pages in a row, and a list
 * beyond all measure end with `REGISTRY_PAGES_ENDLESS`.
 */
export async function* readPages(client: RegistryClient, reader: PageReader): AsyncGenerator<string, void, undefined> {
  const names = new Set<string>()
  const read = new Set<string>()
  let url: URL | undefined = await client.address(reader.request.path, reader.request.signal)
  const start = url
  let waited = 0
  let resumed = 0
  let empty = 0
  const endless = (why: string): Error =>
    registryError('REGISTRY_PAGES_ENDLESS', `the list of ${client.host} does not end (${start.pathname}): ${why}`)
  while (url) {
    if (read.has(url.href)) throw endless('it leads back to a page that was read')
    if (read.size >= MAX_PAGES) throw endless(`more than ${MAX_PAGES} pages`)
    read.add(url.href)
    const before = performance.now()
    const page: Document | URL = await readPage(client, reader, { url, names, mayResume: resumed < MAX_RESUMED })
    waited += performance.now() - before
    if (waited > MAX_WAITING) throw endless(`it took more than ${MAX_WAITING / 60_000} minutes`)
    if (page instanceof URL) {
      resumed++
      read.clear()
      url = page
      continue
    }
    reader.onPage?.(page.headers)
    const found = reader.names(parseJson(page.body))
    if (!found) {
      throw registryError(
        'REGISTRY_ANSWER_INVALID',
        `${client.host} answered with something else than a list for ${url.pathname}`,
      )
    }
    const known = names.size
    let repeated = 0
    for (const name of found) {
      if (typeof name !== 'string' || !reader.isName(name)) reader.onDropped?.(cutText(String(name), 300))
      else if (names.has(name)) repeated += 1
      else {
        names.add(name)
        yield name
      }
    }
    if (names.size > MAX_NAMES) throw endless(`more than ${MAX_NAMES} names`)
    const { link } = page.headers
    const next: URL | undefined = link === undefined ? reader.next?.(url, found.length) : nextPage(link, url, start)
    empty = names.size > known ? 0 : empty + 1
    if (next && repeated > 0 && names.size === known && resumed === 0)
      throw endless('a page brings nothing new, and more are said to follow')
    if (next && empty > MAX_EMPTY_PAGES) throw endless(`more than ${MAX_EMPTY_PAGES} empty pages in a row`)
    url = next
  }
}

interface PageRequest {
  readonly url: URL
  readonly names: ReadonlySet<string>
  readonly mayResume: boolean
}

/** A page, or where to go on instead of it. */
async function readPage(client: RegistryClient, reader: PageReader, page: PageRequest): Promise<Document | URL> {
  const { url, names, mayResume } = page
  try {
    return await client.document({ ...reader.request, path: url }, MAX_PAGE_BYTES)
  } catch (error) {
    const other = mayResume ? reader.resume?.(error, url, [...names]) : undefined
    if (!other) throw error
    return other
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
