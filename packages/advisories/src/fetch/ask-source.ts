import { VeinmindError } from '@veinmind/sdk'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isId } from '../ids.ts'
import { failed } from './polite-client.ts'
import type { PoliteClient } from './polite-client.ts'
import type { PublicFile, PublicSource } from './public-sources.ts'

/** Where a source is asked, and where it is kept. */
export interface SourceContext {
  readonly client: PoliteClient
  readonly folder: string
}

const OSV_BUCKET = 'https://osv-vulnerabilities.storage.googleapis.com'
/** As many records are fetched one by one; where more have changed, all of them in one archive. */
const MOST_SINGLE = 200
/** Releases, repositories: more are no list of ours. */
const MOST_FILES = 200

/** Brings what a source has that is not there yet. */
export async function askSource(source: PublicSource, context: SourceContext): Promise<void> {
  await mkdir(context.folder, { recursive: true })
  switch (source.kind) {
    case 'files':
      return fetchAll(source.files, context)
    case 'osv':
      return fetchOsv(source.ecosystem, context)
    case 'releases':
      return fetchReleases(source, context)
    case 'rpm':
      return fetchRepositories(source.repositories, context)
    case 'csaf':
      return fetchCsaf(source.base, context)
  }
}

const fetchAll = (files: readonly PublicFile[], { client, folder }: SourceContext): Promise<void> =>
  forEach(files, async (file) => {
    await client.fetch(file, folder).catch((error: unknown) => {
      const isMissing = error instanceof VeinmindError && error.message.endsWith('answers 404')
      if (!isMissing || file.mayBeMissing !== true) throw error
    })
  })

/** Each of them, whatever becomes of the others; then the first failure is thrown, if there was one. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const errors: unknown[] = []
  for (const item of items) await work(item).catch((error: unknown) => void errors.push(error))
  if (errors.length > 0) throw errors[0]
}

/** https://google.github.io/osv.dev/data: `modified_id.csv` names every record with the time of its last change, the newest first. */
async function fetchOsv(ecosystem: string, context: SourceContext): Promise<void> {
  const base = `${OSV_BUCKET}/${encodeURIComponent(ecosystem)}`
  return fetchChanges(context, {
    list: `${base}/modified_id.csv`,
    readLine: (line) => {
      const [time = '', id = ''] = line.split(',')
      return isId(id) ? { time, url: `${base}/${encodeURIComponent(id)}.json` } : undefined
    },
    whole: () => Promise.resolve({ url: `${base}/all.zip` }),
  })
}

/** Red Hat's VEX: an archive of all, named in `archive_latest.txt`, and `changes.csv` with the path and the time of each that was changed. */
async function fetchCsaf(base: string, context: SourceContext): Promise<void> {
  return fetchChanges(context, {
    list: `${base}changes.csv`,
    readLine: (line) => {
      const [, path = '', time = ''] = /^"?([\w./-]{1,100}\.json)"?,"?([\d:.TZ+-]{10,40})"?$/.exec(line) ?? []
      return path === '' || path.includes('..') ? undefined : { time, url: base + path }
    },
    whole: async () => {
      const { text } = await context.client.text({ url: `${base}archive_latest.txt` }, context.folder)
      const name = /^[\w.-]{1,100}\.tar\.(?:zst|gz)$/.exec(text.trim())?.[0]
      if (name === undefined) throw failed(`${base}archive_latest.txt`, 'it names no archive')
      return { url: base + name, as: `all${/\.tar\.\w+$/.exec(name)?.[0]}` }
    },
  })
}

interface Changes {
  readonly list: string
  readonly readLine: (line: string) => { readonly time: string; readonly url: string } | undefined
  readonly whole: () => Promise<PublicFile>
}

/** What was changed since the last time one by one, where it is little; else everything. */
async function fetchChanges(context: SourceContext, { list, readLine, whole }: Changes): Promise<void> {
  const { client, folder } = context
  const listed = await client.text({ url: list }, folder)
  const at = join(folder, 'newest.txt')
  const since = await readFile(at, 'utf8').catch(() => '')
  // As it was at the last time: all that it names was had then.
  if (!listed.isNew && since !== '') return
  const changed: string[] = []
  let newest = since
  for (const line of listed.text.split('\n')) {
    const found = readLine(line.trim())
    if (found === undefined) continue
    const { time, url } = found
    if (time > newest) newest = time
    if (time > since && changed.length <= MOST_SINGLE) changed.push(url)
  }
  if (newest === '') throw failed(list, 'it names no records')
  const single = join(folder, 'single')
  const had = (await readdir(single).catch(() => [])).length
  if (since !== '' && had + changed.length <= MOST_SINGLE)
    for (const url of changed) await client.fetch({ url }, single)
  else {
    await client.fetch(await whole(), folder)
    await rm(single, { recursive: true, force: true })
  }
  await writeFile(at, newest)
}

async function fetchReleases(
  { list, pattern, files }: Extract<PublicSource, { readonly kind: 'releases' }>,
  context: SourceContext,
): Promise<void> {
  const { text } = await context.client.text({ url: list }, context.folder)
  const releases = [...new Set([...text.matchAll(pattern)].map(([, release = '']) => release))]
  if (releases.length === 0 || releases.length > MOST_FILES) throw failed(list, 'it names no releases')
  return fetchAll(releases.flatMap(files), context)
}

const fetchRepositories = (repositories: readonly string[], context: SourceContext): Promise<void> =>
  forEach(repositories, (repository) => fetchRepository(repository, context))

async function fetchRepository(repository: string, context: SourceContext): Promise<void> {
  const { client, folder } = context
  const base = repository.endsWith('/') ? repository : await firstMirror(repository, context)
  const { text } = await client.text({ url: `${base}repodata/repomd.xml` }, folder)
  const [, entry = ''] = /<data type="updateinfo">([\s\S]{1,4000}?)<\/data>/.exec(text) ?? []
  const href = /<location[^>]{0,200}href="([\w./-]{1,300})"/.exec(entry)?.[1]
  // Repositories without a single advisory have no list of them.
  if (href === undefined || href.includes('..')) return
  const name = repository.replace(/^https:\/\/[^/]+\//, '').replaceAll(/[^\w.]+/g, '-')
  const file = { url: base + href, as: `updateinfo${/\.xml(?:\.\w+)?$/.exec(href)?.[0] ?? '.xml'}` }
  const fetched = await client.fetch(file, join(folder, name))
  if (fetched.isNew) await removeOlder(join(folder, name), fetched.path)
}

/** The file's name has its digest in it: what it was called before is another folder. */
async function removeOlder(folder: string, path: string): Promise<void> {
  for (const name of await readdir(folder))
    if (!path.startsWith(join(folder, name))) await rm(join(folder, name), { recursive: true, force: true })
}

async function firstMirror(list: string, { client, folder }: SourceContext): Promise<string> {
  const { text } = await client.text({ url: list }, folder)
  const mirror = /^https:\/\/[\w.-]+\/\S{0,300}$/m.exec(text)?.[0]
  if (mirror === undefined) throw failed(list, 'it names no mirror')
  return mirror.replace(/\/*$/, '/')
}
