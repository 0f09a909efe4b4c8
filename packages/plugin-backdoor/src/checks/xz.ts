import { packages } from '@veinmind/inventory'
import { backdoor } from '@veinmind/report'
import type { ScanContext } from '@veinmind/sdk'
import { ruleOf } from '../rules/index.ts'

const NAMES = /^(?:xz|xz-utils|xz-libs|xz-devel|liblzma\d*|liblzma-dev|lib64lzma\d*)$/

/** Releases 5.6.0 and 5.6.1 of xz, whose release files held a backdoor; builds that went back say `+really`. */
export async function checkXz(context: ScanContext): Promise<void> {
  for (const { name, version, source, places, isInstalled, type, purl } of await context.fact(packages)) {
    if (!isInstalled || !['deb', 'rpm', 'apk', 'alpm', 'opkg'].includes(type)) continue
    if (!NAMES.test(name) && !NAMES.test(source?.name ?? '')) continue
    // Alpine built from the repository from 5.6.1-r2 on.
    if (
      !/^(?:\d+:)?5\.6\.[01](?:[-~.+]|$)/.test(version) ||
      /\+really/.test(version) ||
      (type === 'apk' && /^5\.6\.1-r(?:[2-9]|\d\d)/.test(version))
    )
      continue
    context.report(backdoor({ rule: ruleOf('BACK-220'), at: places, content: `${name} ${version}`, identity: purl }))
  }
}
