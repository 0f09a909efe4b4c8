import { expect, test } from 'vitest'
import { shells } from '../scripts/corpus/index.ts'
import { createRandom } from '../scripts/corpus/random.ts'
import { analyseFile } from '../src/analyse-file.ts'
import type { Language } from '../src/model/finding.ts'
import { lexPhp } from '../src/php/syntax/lexer.ts'

const many = (text: string, times: number): string => text.repeat(times)

const HOSTILE: readonly (readonly [string, Language, string])[] = [
  ['brackets', 'php', `<?php eval(${many('(', 100_000)}$_POST`],
  ['blocks', 'php', `<?php $_GET; eval; ${many('if(1){', 50_000)}`],
  ['else after else', 'php', `<?php eval($a); ${many('if($_GET[1]){}else ', 30_000)};`],
  ['arrays', 'php', `<?php $a=${many('[', 60_000)}; eval($_POST[1]);`],
  ['joined texts', 'php', `<?php eval(${many("'a'.", 60_000)}$_POST[1]);`],
  ['texts in texts', 'php', `<?php eval("${many('{$a["', 20_000)}`],
  ['a text without an end', 'php', `<?php eval($_POST[1]); $a = "${many('$b \\', 100_000)}`],
  ['heredocs', 'php', `<?php ${many('eval($_POST[<<<A\n', 5_000)}`],
  [
    'loops in loops',
    'php',
    `<?php ${many('for($i=0;$i<99999;$i++){', 12)}$x.=chr($i);${many('}', 12)} eval($x.$_POST[1]);`,
  ],
  ['a text that doubles', 'php', `<?php $a='x'; ${many('$a.=$a;', 60)} eval($a.$_POST[1]);`],
  ['functions that call themselves', 'php', '<?php function f($a){ return f(f($a.$_POST[1])); } eval(f(1));'],
  ['an array in itself', 'php', `<?php $a=array(); ${many('$a[]=$a;', 300)} eval($a);`],
  ['programs in programs', 'php', '<?php function g($x){ eval("g(\\$x);"); } g($_POST[1]);'],
  ['goto in a circle', 'php', '<?php a: $x.=$_POST[1]; goto b; b: goto a; eval($x);'],
  ['patterns', 'php', `<?php preg_replace('/(a+)+$/','','${many('a', 5000)}!'); eval($_POST[1]);`],
  ['names', 'jsp', `<% ${many('a=request.getParameter(', 20_000)} exec`],
  ['blocks of a page', 'jsp', many('<% Runtime ', 30_000)],
  ['expressions of a page', 'jsp', `${many('${', 60_000)}exec`],
  ['lists of codes', 'aspx', `<%@ Page Language="C#"%><% eval(new byte[]{${many('97,', 60_000)}}) %>`],
  ['lines of Basic', 'asp', `<% ${many('a = request("x") & _\n', 10_000)} eval a %>`],
  ['statements', 'node', `require('child_process');require('http');${many('a=b(req.query.x);', 15_000)}`],
]

test.each(HOSTILE)('%s in one another are looked at within bounds (%s)', (_, language, text) => {
  const start = process.cpuUsage()
  analyseFile(Buffer.from(text, 'latin1'), language)
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(2500)
})

test('whatever is cut or changed is survived, and the tokens are the file', () => {
  const random = createRandom(7)
  const cases = shells(3).filter((_, index) => index % 9 === 0)
  for (const { language, text } of cases) {
    const bytes = Buffer.from(text, 'latin1')
    const cut = Buffer.from(bytes.subarray(0, random.below(bytes.length)))
    if (cut.length > 0) cut[random.below(cut.length)] = random.below(256)
    analyseFile(cut, language)
    if (language !== 'php') continue
    const source = cut.toString('latin1')
    expect(
      lexPhp(source)
        .map((token) => token.text)
        .join(''),
    ).toBe(source)
  }
})
