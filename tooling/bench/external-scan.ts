// A host as another tool would be, from the installed packages: <own|files|events> <image> [events]. Prints what the plugin reported, and its seconds.
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import { openExternalPlugin } from '@veinmind/host'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { discoverArchives } from '@veinmind/target-local'

const [kind = '', path = '', events = ''] = process.argv.slice(2)

/** What the executable does with files, in the process. */
const own: Plugin = definePlugin({
  name: 'own',
  title: 'Own',
  version: '1.0.0',
  commands: [
    imageCommand(async (_image, context) => {
      const { files } = context
      const paths: string[] = []
      for await (const entry of files.walk('/srv')) if (entry.type === 'file') paths.push(entry.path)
      const contents = await Promise.all(paths.map((each) => files.readFile(each, { max: 4096 })))
      context.report({
        type: 'Bench',
        class: 'info',
        locations: [],
        detail: { n: contents.reduce((sum, content) => sum + content.length, 0) },
      })
    }),
  ],
})

const flags = kind === 'events' ? ['--events', events] : []
const plugin =
  kind === 'own'
    ? own
    : await openExternalPlugin(join(import.meta.dirname, 'external-plugin.ts'), { flags: () => flags })
const started = performance.now()
const report = await scan(discoverArchives(path, new AbortController().signal), { plugins: [plugin] })
const seconds = (performance.now() - started) / 1000
if (report.errors.length > 0) throw new Error(JSON.stringify(report.errors))
process.stdout.write(JSON.stringify({ seconds, assets: report.assets.length, first: report.assets[0]?.detail['n'] }))
