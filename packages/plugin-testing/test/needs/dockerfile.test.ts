import { DockerfileParser } from 'dockerfile-ast'
import type { Instruction } from 'dockerfile-ast'
import { definePlugin, iacCommand } from '@veinmind/sdk'
import { buildIacFile } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

/** A Dockerfile with the ranges of its instructions, here-documents and continued lines included. */
const plugin = definePlugin({
  name: 'dockerfile',
  title: 'Dockerfiles',
  commands: [
    iacCommand((file, ctx) => {
      if (file.type !== 'dockerfile') return
      const text = Buffer.from(file.bytes).toString()
      for (const instruction of DockerfileParser.parse(text).getInstructions()) {
        if (
          instruction.getKeyword() !== 'RUN' ||
          !/\bcurl\b[^|]*\|\s*sh\b/.test(instruction.getArgumentsContent() ?? '')
        )
          continue
        ctx.report({
          type: 'IaC',
          class: 'risk',
          rule: { id: 'NEED-RUN', title: 'x', severity: 'medium' },
          evidence: instruction.getKeyword(),
          locations: [{ path: file.path, ...rangeOf(instruction) }],
          detail: {},
        })
      }
    }),
  ],
})

/** Lines and columns from 1, as locations have them; the parser counts from 0. */
function rangeOf(instruction: Instruction): { line: number; column: number; endLine: number; endColumn: number } {
  const { start, end } = instruction.getRange()
  return { line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 }
}

test('an instruction over several lines has its range', async () => {
  const text =
    'FROM debian\n# curl x | sh\nRUN apt-get update\n  RUN set -e; \\\n    curl https://a.example \\\n    | sh\n'
  const report = await scanWith(plugin, buildIacFile('build/Dockerfile', text, 'dockerfile'))
  expect(report.errors).toEqual([])
  expect(report.findings).toHaveLength(1)
  expect(report.findings[0]?.locations[0]).toEqual({
    path: 'build/Dockerfile',
    line: 4,
    column: 3,
    endLine: 6,
    endColumn: 9,
  })
})
