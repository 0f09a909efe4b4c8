import { randomInt } from 'node:crypto'
import { buildImage, layer, remove } from '@veinmind/testing'
import type { BuiltImage } from '@veinmind/testing'

/** An image as careless people build them: a guessable password, old packages, a key that was deleted too late, a script from the net. */
export function riskyImage(): BuiltImage {
  const base = layer(
    {
      'etc/os-release': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
      'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\ndeploy:x:1000:1000::/home/deploy:/bin/sh\n',
      'etc/shadow': {
        content: `root:${HASH_OF_123456}:19700:0:99999:7:::\ndeploy:!:19700:0:99999:7:::\n`,
        mode: 0o640,
      },
    },
    { createdBy: 'RUN echo root:*** | chpasswd' },
  )
  const app = layer(
    {
      'srv/app/venv/lib/python3.11/site-packages/Django-3.2.5.dist-info/METADATA':
        'Metadata-Version: 2.1\nName: Django\nVersion: 3.2.5\n',
      'srv/app/venv/lib/python3.11/site-packages/requests-2.19.1.dist-info/METADATA':
        'Metadata-Version: 2.1\nName: requests\nVersion: 2.19.1\n',
      'srv/app/server.js': 'require("http").createServer((q, s) => s.end("hello")).listen(8080)\n',
      'srv/app/.env': `NODE_ENV=production\nAWS_ACCESS_KEY_ID=${newKeyId()}\nAWS_SECRET_ACCESS_KEY=${newSecret()}\n`,
    },
    { createdBy: 'COPY . /srv/app' },
  )
  const cleanUp = layer(remove('srv/app/.env'), { createdBy: 'RUN rm /srv/app/.env' })
  return buildImage(base, app, cleanUp, {
    config: { Cmd: ['node', '/srv/app/server.js'], Env: [`DATABASE_PASSWORD=${newSecret().slice(0, 16)}`] },
    history: [
      { created_by: 'RUN /bin/sh -c echo root:*** | chpasswd' },
      { created_by: 'RUN /bin/sh -c curl -fsSL http://get.example.com/install.sh | sh', empty_layer: true },
      { created_by: 'COPY . /srv/app' },
      { created_by: 'RUN /bin/sh -c rm /srv/app/.env' },
    ],
  })
}

const HASH_OF_123456 =
  '$6$veinmind$MQh960otdK0kFYdoE/na3mUVg4nvtXfpShSCltds97JFsMed3p.8sA9aMFxcGBFfysxTIIOzMMWYw7h65EIyV1'

/** Looks like a key and is nobody's: made anew on each run, so that no key stands in this repository. */
function newKeyId(): string {
  return `AKIA${randomText('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`
}

function newSecret(): string {
  return randomText('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 40)
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
