import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { isPicture, languageOf } from '../candidates/extensions.ts'
import type { Language } from '../model/finding.ts'
import { inspectScript } from './record.ts'
import type { ScriptRecord } from './record.ts'

const MAX_BYTES = mib(8)

/** Text that is read by people, or source that is built: what stands in it as an example is run by nobody. */
const TEXT =
  /\.(?:md|markdown|rst|txt|html?|xml|xsl|json|ya?ml|tsx?|jsx|vue|map|css|s[ac]ss|less|po|mo|pot|c|h|cc|cpp|hpp|go|rs|java|kt|scala|swift|lua|sh|sql|csv|log|diff|patch|tex|1|3|gz|deb|rpm|so|a|o|pyc|yar|yara|rules|ndb|hdb|snippets?|stub|tmpl|twig|tpl|mustache|phpt|vim|el|elc|dll|exe|jar|war)$|(?:^|\/)(?:README|LICENSE|CHANGELOG|NEWS|AUTHORS)[^/]*$/i

/** Names of files where a server looks for them. */
const WEB_ROOT =
  /\/(?:var\/www|srv\/(?:www|http)|usr\/share\/nginx\/html|usr\/local\/(?:apache2\/htdocs|nginx\/html)|htdocs|public_html|wwwroot|webapps|uploads?|cgi-bin)\//

/** Whether a path lies where web servers usually serve files from. */
export const isInWebRoot = (path: string): boolean => WEB_ROOT.test(path)

/** Code in files that are named like none: in pictures (polyglots), and in whatever a server is told to run. */
export const oddNames: Inspector<ScriptRecord> = defineInspector({
  id: 'odd-names',
  version: 3,
  keywords: [
    '<?php',
    '<script language="php"',
    'runat="server"',
    '<%@ page',
    '<%eval',
    '<%execute',
    'getruntime().exec',
  ],
  wants(entry) {
    const { path, type } = entry
    if (type !== 'file' || languageOf(path) !== undefined || TEXT.test(path)) return false
    return content({ max: MAX_BYTES, over: 'head', keywords: true })
  },
  inspect(file) {
    const language: Language =
      file.keywords.has('<?php') || file.keywords.has('<script language="php"')
        ? 'php'
        : file.keywords.has('getruntime().exec')
          ? 'jsp'
          : file.keywords.has('<%@ page')
            ? 'jsp'
            : file.keywords.has('runat="server"')
              ? 'aspx'
              : 'asp'
    const record = inspectScript(file, language)
    if (record === undefined) return undefined
    return { ...record, odd: isPicture(file.entry.path) ? 'picture' : 'other' }
  },
})
