import type { DaemonSetting, FileSystem } from '@veinmind/sdk'
import { kib } from '@veinmind/sdk'

const PATH = '/var/lib/kubelet/config.yaml'
/** Members of kubelet's configuration (kubelet.config.k8s.io/v1beta1), and the flags that say the same. */
const FLAGS: Readonly<Record<string, string>> = {
  'authentication.anonymous.enabled': 'anonymous-auth',
  'authorization.mode': 'authorization-mode',
  readOnlyPort: 'read-only-port',
}

/** What is set in kubelet's own file. It is written by kubeadm and its like: blocks of mappings, without flow or anchors. */
export async function readKubelet(files: FileSystem): Promise<readonly DaemonSetting[]> {
  const bytes = await files.readFile(PATH, { max: kib(256) }).catch(() => undefined)
  const text = bytes === undefined ? '' : Buffer.from(bytes).toString('utf8')
  const above: { readonly indent: number; readonly name: string }[] = []
  return text.split('\n').flatMap((line, index): DaemonSetting[] => {
    const [, blanks = '', name = '', value = ''] = /^( *)([A-Za-z]\w*):\s*(.*)$/.exec(line) ?? []
    if (name === '') return []
    while ((above.at(-1)?.indent ?? -1) >= blanks.length) above.pop()
    above.push({ indent: blanks.length, name })
    const flag = FLAGS[above.map((each) => each.name).join('.')]
    if (flag === undefined || value === '') return []
    return [{ name: flag, value: value.replaceAll(/^["']|["']$/g, ''), from: PATH, line: index + 1 }]
  })
}
