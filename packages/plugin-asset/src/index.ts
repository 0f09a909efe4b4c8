import { packages } from '@veinmind/inventory'
import type { Package } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand, option, perOptions, sbomCommand } from '@veinmind/sdk'
import { parseLicense } from '@veinmind/sdk/licenses'
import type {
  Entity,
  FileValue,
  OptionSpec,
  OptionSpecs,
  OptionValues,
  Plugin,
  ReportEvent,
  Rule,
  ScanContext,
} from '@veinmind/sdk'
import { denying } from './denied.ts'
import { DENIED_LICENSE, UNKNOWN_LICENSE } from './rules.ts'

interface Options extends OptionSpecs {
  readonly 'deny-licenses': OptionSpec<readonly string[]>
  readonly 'deny-licenses-from': OptionSpec<FileValue | undefined>
  readonly 'unknown-licenses': OptionSpec<boolean>
}

const OPTIONS: Options = {
  'deny-licenses': option.list(
    'licences that are a finding: ids of SPDX, * for any text; !pattern takes off what others deny',
    { placeholder: 'id' },
  ),
  'deny-licenses-from': option.file('the same from a file, one a line, # for notes', { placeholder: 'file' }),
  'unknown-licenses': option.boolean('also packages whose licence is not known are findings'),
}

const deniedOf = perOptions((options: OptionValues<Options>) =>
  denying([...options['deny-licenses'], ...linesOf(options['deny-licenses-from']?.text ?? '')]),
)

const linesOf = (text: string): readonly string[] => text.split(/\r?\n/).map((line) => line.replace(/(?:^|\s)#.*$/, ''))

/** The packages of images, containers and bills of materials: facts, and findings for licences that are not wanted. */
const plugin: Plugin<Options> = definePlugin({
  name: 'asset',
  title: { en: 'Packages', zh: '软件包清单' },
  description: {
    en: 'the packages of images and containers: facts; licences that are not wanted are findings',
    zh: '镜像与容器中的软件包清单；不允许的许可证为风险项',
  },
  module: import.meta.url,
  rules: [DENIED_LICENSE, UNKNOWN_LICENSE],
  options: OPTIONS,
  facts: [packages],
  commands: [imageCommand<Options>(report), containerCommand<Options>(report), sbomCommand<Options>(report)],
})

async function report(_entity: Entity, context: ScanContext<Options>): Promise<void> {
  const all = await context.fact(packages)
  const isDenied = deniedOf(context.options)
  for (const one of all) {
    context.inventory(one)
    const denied = one.licenses.filter(isDenied)
    if (denied.length > 0) context.report(licenseEvent(one, DENIED_LICENSE, denied))
    else if (context.options['unknown-licenses'] && isUnknown(one.licenses))
      context.report(licenseEvent(one, UNKNOWN_LICENSE, one.licenses))
  }
}

/** Whether a package says no licence, or only words of its own for one. */
const isUnknown = (licenses: readonly string[]): boolean =>
  licenses.length === 0 || licenses.some((license) => parseLicense(license) === undefined)

function licenseEvent(
  { name, version, purl, type, places }: Package,
  rule: Rule,
  licenses: readonly string[],
): ReportEvent {
  return {
    type: 'License',
    class: 'risk',
    rule,
    evidence: `${name} ${version}: ${licenses.length === 0 ? 'no licence is said' : licenses.join(', ')}`,
    identity: purl,
    locations: places,
    detail: { purl, type, name, version, licenses: [...licenses] },
    subject: { kind: 'package', key: purl },
  }
}

export default plugin
