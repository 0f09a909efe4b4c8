import { startRegistry } from '@veinmind/testing'
import type { Respond } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { openRegistry } from './index.ts'

/** Answers the list of tags with these pages, one after the other; `null` is what some registries write for none. */
function pagesOf(pages: readonly (readonly string[] | null)[], after = false): Respond {
  return ({ path, query }) => {
    if (!path.endsWith('/tags/list')) return undefined
    const page = Number(query.get('page') ?? 0)
    const hasNext = after || page + 1 < pages.length
    const link = hasNext ? { link: `<${path}?n=1000&page=${page + 1}>; rel="next"` } : {}
    return {
      status: 200,
      headers: { 'content-type': 'application/json', ...link },
      body: JSON.stringify({ name: 'app', tags: pages[page] ?? [] }),
    }
  }
}

async function tagsOf(respond: Respond): Promise<string[]> {
  await using fake = await startRegistry({ respond })
  const registry = openRegistry(fake.host)
  try {
    return await Array.fromAsync(registry.tags('app'))
  } finally {
    await registry.close()
  }
}

test('an empty page that says that more follow is followed', async () => {
  expect(await tagsOf(pagesOf([['1'], [], null, ['2', '3'], [], ['4'], []]))).toEqual(['1', '2', '3', '4'])
  expect(await tagsOf(pagesOf([[], ['1']]))).toEqual(['1'])
  expect(await tagsOf(pagesOf([['not a tag'], ['1']]))).toEqual(['1'])
})

test('empty pages without end are cut off', async () => {
  await expect(tagsOf(pagesOf([['1']], true))).rejects.toMatchObject({
    code: 'REGISTRY_PAGES_ENDLESS',
    message: expect.stringContaining('100 empty pages') as string,
  })
})
