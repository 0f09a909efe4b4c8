import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { hostileReport } from '../../test/hostile.ts'
import { sampleReport } from '../../test/sample.ts'
import { html, scriptSafe } from './html.ts'
import { attackLink, linkOf } from '../text/links.ts'
import { joinModules } from './script.ts'

const context = { language: 'en', verbose: false, color: false, width: 80 } as const
const page = await html.render(hostileReport(), context)

describe('the page', () => {
  it('allows its own style and scripts by hash, and nothing else', () => {
    const policy =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? ''
    const hashes = [...page.matchAll(/<(?:style|script)>([^]*?)<\/(?:style|script)>/g)].map(
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    )
    expect(hashes).toHaveLength(3)
    expect(policy).toBe(
      `default-src 'none'; style-src ${hashes[0]}; script-src ${hashes[1]} ${hashes[2]}; img-src data:; base-uri 'none'; form-action 'none'`,
    )
  })

  it('has no script but its own, no handler, and loads nothing', () => {
    const { markup, data } = split(page)
    expect(markup.match(/<script/g)).toHaveLength(3)
    expect(markup).not.toMatch(/<[a-z][^>]* (?:on\w+|style)=/i)
    expect(markup).not.toMatch(/<[a-z][^>]* (?:src|href|srcset|action)=/i)
    expect(data).not.toMatch(/[<>&\u2028\u2029]/)
  })

  it('links to http and https only', () => {
    expect(linkOf('javascript:alert(1)')).toEqual({ text: 'javascript:alert(1)' })
    expect(linkOf('data:text/html,x')).toEqual({ text: 'data:text/html,x' })
    expect(linkOf('https://user:password@example.com')).toEqual({ text: 'https://user:password@example.com' })
    expect(linkOf('https://example.com/a')).toEqual({ text: 'https://example.com/a', href: 'https://example.com/a' })
    expect(attackLink('T1552.001').href).toBe('https://attack.mitre.org/techniques/T1552/001/')
    expect(attackLink('T1552/../../x').href).toBeUndefined()
  })

  it('carries its data unharmed', () => {
    const hostile = { text: '</script>\u2028<!--&' }
    expect(JSON.parse(scriptSafe(JSON.stringify(hostile)))).toEqual(hostile)
  })

  it('is in the language that was asked for', async () => {
    expect(await html.render(sampleReport(), { ...context, language: 'zh' })).toContain('容器安全报告')
  })
})

describe('the script', () => {
  it('is made of every module, without the words of modules', async () => {
    const files = await readdir(new URL('assets/', import.meta.url))
    const modules = files.filter((name) => name.endsWith('.js')).toSorted()
    expect(modules).toEqual(['dom.js', 'finding.js', 'list.js', 'main.js', 'query.js', 'theme.js', 'value.js'])
    expect(page).not.toMatch(/^(?:import|export) /m)
    expect(joinModules(["import { a } from './a.js'\nexport function b() {}\n"])).toBe(
      "(() => {\n'use strict'\nfunction b() {}\n})()\n",
    )
  })

  it('never parses a text as HTML', () => {
    expect(page).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/)
  })
})

/** The page without the content of its style and scripts, and its data. */
function split(text: string): { markup: string; data: string } {
  const data = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(text)?.[1] ?? ''
  return { markup: text.replace(/(<(?:style|script)[^>]*>)[^]*?(<\/(?:style|script)>)/g, '$1$2'), data }
}
