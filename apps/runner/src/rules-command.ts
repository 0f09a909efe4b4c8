import { printable } from '@veinmind/sdk/target'
import { declareFlags, GLOBAL_FLAGS, refuseUnknown, say } from '@veinmind/standalone'
import type { CliCommand } from './cli-command.ts'
import { loadRuleTester } from './manifest.ts'
import type { RuleCase } from './manifest.ts'

const GROUPS = [{ title: 'General:', specs: GLOBAL_FLAGS }]

/** As where something was found (docs/exit-codes.md): a case came out otherwise than it says. */
const FAILED = 1

/** `veinmind rules test <folder>`: tries a user's rules on infrastructure as code on their own samples. */
export const rulesCommand: CliCommand = {
  name: 'rules',
  declare(parser, context) {
    parser.command(
      'rules <action> <folder>',
      say('try rules of your own on their samples'),
      (command) => {
        command.usage(say('$0 rules test <folder>\n\n{0}', say('try rules of your own on their samples')))
        command.positional('action', { choices: ['test'] as const, demandOption: true })
        command.positional('folder', {
          type: 'string',
          demandOption: true,
          describe: say('folder of YAML files with rules (or one file), as for --iac.rules'),
        })
        command.example('$0 rules test ./policies', say('every rule on its ok and ng samples'))
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        refuseUnknown(given, GROUPS, ['action', 'folder'])
        const { resolveOptions } = await import('@veinmind/engine')
        const { RULE_FILES, testRules } = await loadRuleTester()
        const { rules } = await resolveOptions({ rules: RULE_FILES }, { rules: argv.folder })
        const cases = await testRules(rules)
        process.stdout.write(describe(cases))
        context.exit(cases.every(({ isPassed }) => isPassed) ? 0 : FAILED)
      },
    )
  },
}

function describe(cases: readonly RuleCase[]): string {
  const lines = cases.flatMap(({ rule, name, source, expected, came, isPassed }) => {
    if (isPassed) return [`pass  ${rule}  ${name}  ${source}`]
    return [`FAIL  ${rule}  ${name}  ${source}`, `      expected: ${expected}`, `      came:     ${came}`]
  })
  const failed = cases.filter(({ isPassed }) => !isPassed).length
  const rules = new Set(cases.map(({ rule }) => rule)).size
  const counts = [cases.length, cases.length - failed, failed] as const
  const total =
    rules === 1
      ? say('1 rule, {0} cases: {1} passed, {2} failed', ...counts)
      : say('{3} rules, {0} cases: {1} passed, {2} failed', ...counts, rules)
  return `${[...lines.map((line) => printable(line)), '', total].join('\n')}\n`
}
