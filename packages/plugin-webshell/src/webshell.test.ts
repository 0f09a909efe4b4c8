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

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  '%s: one sample breaks it, the other does not',
  async (id, rule) => {
    const scan = async ({ path, text }: { path: string; text: string }) =>
      (await scanWith(webshell, buildImage(layer({ [path.slice(1)]: text })))).findings.map(
        (finding) => finding.rule?.id,
      )
    expect(await scan(rule.matches)).toContain(id)
    expect(await scan(rule.misses)).not.toContain(id)
  },
)

pluginContract(webshell, { rules: RULES, samples: [image], paths: ['var/www/a.php', 'var/www/b.PHP'] })
