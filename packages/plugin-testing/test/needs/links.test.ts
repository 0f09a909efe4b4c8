import { content, defineInspector, definePlugin, imageCommand, kib } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

/** A symbolic link is offered to inspectors as what it ends at, and followed by hand in the merged file system. */
const interpreter = defineInspector({
  id: 'interpreter',
  version: 1,
  wants: ({ path }) => path === '/usr/bin/editor' && content({ max: kib(64) }),
  inspect: ({ bytes }) => ({ text: Buffer.from(bytes).toString() }),
})

const plugin = definePlugin({
  name: 'links',
  title: 'Links',
  inspectors: [interpreter],
  commands: [
    imageCommand(async (_image, ctx) => {
      const end = await ctx.files.realpath('/bin/editor')
      const { mode } = await ctx.files.stat('/bin/editor')
      const link = await ctx.files.lstat('/usr/bin/editor')
      const loop = await ctx.files.stat('/srv/loop').then(
        () => 'no loop',
        (error: { code: string }) => error.code,
      )
      const outside = Buffer.from(await ctx.files.readFile('/srv/outside')).toString()
      ctx.report({
        type: 'Links',
        class: 'info',
        locations: ctx.records(interpreter).map(({ location }) => location),
        detail: {
          end,
          mode,
          link: link.linkTarget,
          loop,
          outside,
          text: ctx.records(interpreter).map(({ record }) => record.text),
        },
      })
    }),
  ],
})

test('links over layers, through a merged /usr and /etc/alternatives, stay inside the root and end', async () => {
  const image = buildImage(
    layer({ bin: { symlink: 'usr/bin' }, 'usr/bin/vim': { content: 'old', mode: 0o755 }, 'etc/passwd': 'inside' }),
    layer({
      'usr/bin/editor': { symlink: '/etc/alternatives/editor' },
      'etc/alternatives/editor': { symlink: '/usr/bin/vim' },
      'srv/loop': { symlink: 'loop' },
      'srv/outside': { symlink: '../../../../../etc/passwd' },
    }),
    layer({ 'usr/bin/vim': { content: 'new', mode: 0o700 } }),
  )
  const report = await scanWith(plugin, image)
  expect(report.errors).toEqual([])
  expect(report.assets[0]?.detail).toEqual({
    end: '/usr/bin/vim',
    mode: 0o700,
    link: '/etc/alternatives/editor',
    loop: 'FILE_LINK_LOOP',
    outside: 'inside',
    text: ['new'],
  })
})
