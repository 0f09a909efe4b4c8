import { localize, printable } from '@veinmind/sdk'
import type { Renderer } from '../renderer.ts'

export const cli: Renderer = {
  file: 'report.txt',
  render(report, { language }) {
    const lines = report.findings.map(({ severity, rule, evidence = '', locations, target }) => {
      const cells = [severity.toUpperCase().padEnd(8), localize(rule.title, language), evidence, locations[0]?.path ?? '', target.name]
      return `  ${cells.map((cell) => printable(cell)).join('  ')}`
    })
    return `${lines.join('\n')}\n`
  },
}
