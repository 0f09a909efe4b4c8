import type { Digests, InspectedFile, Inspector, Plugin } from '@veinmind/sdk'
import { content, defineInspector, definePlugin, digest, head, imageCommand, kib, mib, spool } from '@veinmind/sdk'

/** What an inspector was given. */
export interface Given {
  readonly path: string
  readonly given: number
  readonly digests: Digests
}

const what = ({ entry, bytes, digests }: InspectedFile): Given => ({ path: entry.path, given: bytes.length, digests })

/** One inspector for each want that gives digests. */
const inspectors: readonly Inspector<Given>[] = [
  defineInspector({ id: 'whole', version: 1, wants: () => digest(['sha256']), inspect: what }),
  defineInspector({ id: 'begin', version: 1, wants: () => head(4, { digests: ['md5', 'sha256'] }), inspect: what }),
  defineInspector({
    id: 'part',
    version: 1,
    wants: () => content({ max: kib(1), over: 'head', digests: ['sha1'] }),
    inspect: what,
  }),
  defineInspector({
    id: 'word',
    version: 1,
    keywords: ['needle'],
    wants: () => content({ max: mib(4), keywords: true, digests: ['sha256'] }),
    inspect: what,
  }),
  defineInspector({ id: 'disk', version: 1, wants: () => spool({ max: mib(4), digests: ['md5'] }), inspect: what }),
  defineInspector({ id: 'plain', version: 1, wants: () => head(4), inspect: what }),
]

/** Their records, by inspector. */
export const seen: { readonly inspector: string; readonly record: Given }[] = []

const plugin: Plugin = definePlugin({
  name: 'digests',
  title: 'Digests',
  module: import.meta.url,
  inspectors,
  commands: [
    imageCommand((_image, context) => {
      for (const inspector of inspectors)
        for (const { record } of context.records(inspector)) seen.push({ inspector: inspector.id, record })
    }),
  ],
})

export default plugin
