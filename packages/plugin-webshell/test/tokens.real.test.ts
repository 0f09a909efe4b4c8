import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireTools, run, temporaryFolder } from '@veinmind/services'
import { expect, test } from 'vitest'
import { lexPhp } from '../src/php/syntax/lexer.ts'

const PACKAGES = ['wordpress', 'dokuwiki', 'phpmyadmin', 'roundcube-core']
const FILES = 2000

const ORACLE = `<?php
while (($name = fgets(STDIN)) !== false) {
  $lengths = [];
  foreach (@token_get_all(file_get_contents(rtrim($name, "\\n"))) as $token) $lengths[] = strlen(is_array($token) ? $token[1] : $token);
  echo implode(',', $lengths), "\\n";
}`

/** The tokens that PHP's own lexer cuts, on 2,000 files of Debian's packages. */
test('files of real packages are cut as PHP cuts them', async () => {
  const { php, dpkg } = await requireTools(['php', 'dpkg'])
  const folder = temporaryFolder('php-tokens')
  await run('bash', ['-c', `cd '${folder}' && apt-get -qq download ${PACKAGES.join(' ')}`])
  for (const name of readdirSync(folder)) await run(`${dpkg}-deb`, ['-x', join(folder, name), join(folder, 'root')])
  const files = readdirSync(join(folder, 'root'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.php'))
    .map((name) => join(folder, 'root', name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .slice(0, FILES)
  expect(files).toHaveLength(FILES)
  writeFileSync(join(folder, 'oracle.php'), ORACLE)
  writeFileSync(join(folder, 'files'), `${files.join('\n')}\n`)
  const { stdout } = await run('bash', [
    '-c',
    `'${php}' -d memory_limit=-1 -d short_open_tag=0 '${folder}/oracle.php' < '${folder}/files' > '${folder}/tokens'; wc -l < '${folder}/tokens'`,
  ])
  expect(Number(stdout)).toBe(FILES)
  const theirs = readFileSync(join(folder, 'tokens'), 'utf8').split('\n')
  const different = files.filter((path, index) => {
    const ours = lexPhp(readFileSync(path, 'latin1'), { shortTags: false })
    return ours.map(({ text }) => text.length).join(',') !== theirs[index]
  })
  expect(different).toEqual([])
})
