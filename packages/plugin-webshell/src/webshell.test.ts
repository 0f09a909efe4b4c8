import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import webshell from './index.ts'
import { RULES } from './rules/rules.ts'

const image = buildImage(
  layer({ 'var/www/a.php': "<?php\n@eval($_POST['a']);", 'var/www/b.php': '<?php echo 1;' }),
  layer(remove('var/www/a.php')),
)

test('a web shell is found, also when an upper layer deletes it', async () => {
  const report = await scanWith(webshell, image)
  expect(report).toReport({ rule: 'WEBSHELL-001', path: '/var/www/a.php', line: 2, hiddenBy: 1 })
  expect(report.findings).toHaveLength(1)
})

test('each rule: one sample breaks it, the other does not', async () => {
  const files: Record<string, string> = {}
  for (const { id, matches, misses } of RULES) {
    if (matches === undefined || misses === undefined) continue
    files[`m/${id}${matches.path}`] = matches.text
    files[`x/${id}${misses.path}`] = misses.text
  }
  const { findings } = await scanWith(webshell, buildImage(layer(files)))
  const brokenAt = (prefix: string) =>
    new Set(findings.filter(({ locations }) => locations[0]?.path?.startsWith(prefix)).map(({ rule }) => rule?.id))
  for (const { id, matches } of RULES) {
    if (matches === undefined) continue
    expect(brokenAt(`/m/${id}/`)).toContain(id)
    expect(brokenAt(`/x/${id}/`)).not.toContain(id)
  }
})

pluginContract(webshell, { samples: [image], paths: ['var/www/a.php', 'var/www/b.PHP'] })

test('a program that is too deep to follow is said to be looked at in part, though nothing was found in it', async () => {
  const deep = `<?php eval("1"); ${'('.repeat(400)}eval($_POST[1])${')'.repeat(400)};`
  const { findings, plugins } = await scanWith(webshell, buildImage(layer({ 'var/www/a.php': deep })))
  expect(findings).toEqual([])
  expect(plugins.map(({ outcome }) => outcome)).toEqual(['partial'])
})
