import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { groupFindings } from '../group.ts'
import type { Renderer } from '../renderer.ts'
import { createPage } from './page.ts'
import { createPayload } from './payload.ts'
import { joinModules } from './script.ts'

/** The modules of the page's script, each after those that it imports. */
const MODULES = ['dom.js', 'value.js', 'finding.js', 'query.js', 'list.js', 'main.js']

/**
 * One self-contained file. Its content security policy allows no request, and no style or script but the two whose hashes
 * it names; the findings are data (JSON) that the script shows as text nodes only.
 */
export const html: Renderer = {
  async render(report, { language }) {
    const { default: ejs } = await import('ejs')
    const [template, style, theme, ...modules] = await Promise.all(
      ['report.ejs', 'report.css', 'theme.js', ...MODULES].map(readAsset),
    )
    const groups = groupFindings(report.findings)
    const script = joinModules(modules)
    const head = joinModules([theme ?? ''])
    const data = scriptSafe(JSON.stringify(createPayload(report, groups, language)))
    const policy = [
      "default-src 'none'",
      `style-src ${hashOf(style ?? '')}`,
      `script-src ${hashOf(head)} ${hashOf(script)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; ')
    const page = createPage(report, groups, language)
    return ejs.render(template ?? '', { page, policy, style, head, script, data }, { strict: true, localsName: 'it' })
  },
}

/** JSON that cannot end its script element, nor be read as anything but JSON. */
export function scriptSafe(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

async function readAsset(name: string): Promise<string> {
  return readFile(new URL(`assets/${name}`, import.meta.url), 'utf8')
}
