import { buildImage, layer } from '@veinmind/testing'
import type { BuiltImage, HistoryEntry, ImageOptions } from '@veinmind/testing'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Steps in the manner of those of the images: `-` marks a step that made no layer. */
function image(steps: readonly string[], config: ImageOptions['config']): BuiltImage {
  const history: HistoryEntry[] = steps.map((step) =>
    step.startsWith('-') ? { created_by: step.slice(1), empty_layer: true } : { created_by: step },
  )
  const layers = steps.filter((step) => !step.startsWith('-')).map((_step, index) => layer({ [`f${index}`]: '' }))
  return buildImage(...layers, { history, config: { Env: [PATH], ...config } })
}

const DEBIAN = ["# debian.sh --arch 'amd64' out/ 'bookworm' '@1731283200'", '-CMD ["bash"]']

const PYTHON_RUN = `RUN /bin/sh -c set -eux; \t\tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends dpkg-dev gcc gnupg libbz2-dev libssl-dev make tk-dev uuid-dev wget xz-utils zlib1g-dev \t; \t\twget -O python.tar.xz "https://www.python.org/ftp/python/\${PYTHON_VERSION%%[a-z]*}/Python-$PYTHON_VERSION.tar.xz"; \techo "$PYTHON_SHA256 *python.tar.xz" | sha256sum -c -; \twget -O python.tar.xz.asc "https://www.python.org/ftp/python/Python-$PYTHON_VERSION.tar.xz.asc"; \tGNUPGHOME="$(mktemp -d)"; export GNUPGHOME; \tgpg --batch --keyserver hkps://keys.openpgp.org --recv-keys "$GPG_KEY"; \tgpg --batch --verify python.tar.xz.asc python.tar.xz; \tgpgconf --kill all; \trm -rf "$GNUPGHOME" python.tar.xz.asc; \tmkdir -p /usr/src/python; \ttar --extract --directory /usr/src/python --strip-components=1 --file python.tar.xz; \tcd /usr/src/python; \t./configure --enable-optimizations; \tmake -j "$(nproc)"; \tmake install; \trm -rf /usr/src/python; \tfind /usr/local -depth \\( \\( -type d -a \\( -name test -o -name tests \\) \\) \\) -exec rm -rf '{}' + ; \tldconfig; \tapt-mark auto '.*' > /dev/null; \trm -rf /var/lib/apt/lists/*; \texport PYTHONDONTWRITEBYTECODE=1; \tpython3 --version; \tpip3 install --disable-pip-version-check --no-cache-dir --no-compile 'setuptools==65.5.1' 'wheel<0.46' # buildkit`

const NODE_RUN = `/bin/sh -c ARCH= && dpkgArch="$(dpkg --print-architecture)"   && case "\${dpkgArch##*-}" in     amd64) ARCH='x64';;     arm64) ARCH='arm64';;     *) echo "unsupported architecture"; exit 1 ;;   esac   && export GNUPGHOME="$(mktemp -d)"   && set -ex   && for key in     C0D6248439F1D5604AAFFB4021D900FFDB233756   ; do       gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys "$key" ||       gpg --batch --keyserver keyserver.ubuntu.com --recv-keys "$key" ;   done   && curl -fsSLO --compressed "https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-$ARCH.tar.xz"   && curl -fsSLO --compressed "https://nodejs.org/dist/v$NODE_VERSION/SHASUMS256.txt.asc"   && gpg --batch --decrypt --output SHASUMS256.txt SHASUMS256.txt.asc   && gpgconf --kill all   && rm -rf "$GNUPGHOME"   && grep " node-v$NODE_VERSION-linux-$ARCH.tar.xz\\$" SHASUMS256.txt | sha256sum -c -   && tar -xJf "node-v$NODE_VERSION-linux-$ARCH.tar.xz" -C /usr/local --strip-components=1 --no-same-owner   && ln -s /usr/local/bin/node /usr/local/bin/nodejs   && node --version`

const NGINX_RUN = `/bin/sh -c set -x     && groupadd --system --gid 101 nginx     && useradd --system --gid nginx --no-create-home --home /nonexistent --comment "nginx user" --shell /bin/false --uid 101 nginx     && apt-get update     && apt-get install --no-install-recommends --no-install-suggests -y gnupg1 ca-certificates     && NGINX_GPGKEYS="573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62"; NGINX_GPGKEY_PATH=/etc/apt/keyrings/nginx-archive-keyring.gpg; export GNUPGHOME="$(mktemp -d)"; for NGINX_GPGKEY in $NGINX_GPGKEYS; do for server in hkp://keyserver.ubuntu.com:80 pgp.mit.edu ; do gpg1 --keyserver "$server" --keyserver-options timeout=10 --recv-keys "$NGINX_GPGKEY" && found=yes && break; done; done; gpg1 --export "$NGINX_GPGKEYS" > "$NGINX_GPGKEY_PATH" ; rm -rf "$GNUPGHOME"; apt-get remove --purge --auto-remove -y gnupg1 && rm -rf /var/lib/apt/lists/*     && echo "deb [signed-by=$NGINX_GPGKEY_PATH] https://nginx.org/packages/mainline/debian/ bookworm nginx" >> /etc/apt/sources.list.d/nginx.list     && chmod 1777 "$tempDir"     && curl -f -L -O https://github.com/nginx/pkg-oss/archive/\${REVISION}.tar.gz     && PKGOSSCHECKSUM="abc *\${REVISION}.tar.gz"     && if [ "\\$(openssl sha512 -r \${REVISION}.tar.gz)" = "$PKGOSSCHECKSUM" ]; then echo ok; fi     && ln -sf /dev/stdout /var/log/nginx/access.log     && ln -sf /dev/stderr /var/log/nginx/error.log     && mkdir /docker-entrypoint.d`

const POSTGRES = [
  'RUN /bin/sh -c set -eux; \tgroupadd -r postgres --gid=999; \tuseradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres; \tmkdir -p /var/lib/postgresql; \tchown -R postgres:postgres /var/lib/postgresql # buildkit',
  'RUN /bin/sh -c set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tdpkgArch="$(dpkg --print-architecture | awk -F- \'{ print $NF }\')"; \twget -O /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-$dpkgArch"; \twget -O /usr/local/bin/gosu.asc "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-$dpkgArch.asc"; \texport GNUPGHOME="$(mktemp -d)"; \tgpg --batch --keyserver hkps://keys.openpgp.org --recv-keys B42F6819007F00F88E364FD4036A9C25BF357DD4; \tgpg --batch --verify /usr/local/bin/gosu.asc /usr/local/bin/gosu; \tchmod +x /usr/local/bin/gosu; \tgosu --version; \tgosu nobody true # buildkit',
  'RUN /bin/sh -c mkdir -p /var/run/postgresql && chown -R postgres:postgres /var/run/postgresql && chmod 3777 /var/run/postgresql # buildkit',
  'RUN /bin/sh -c mkdir -p "$PGDATA" && chown -R postgres:postgres "$PGDATA" && chmod 1777 "$PGDATA" # buildkit',
]

/** Images in the manner of the official ones: what they say, in the words of their builders. */
export const OFFICIAL: Readonly<Record<string, () => BuiltImage>> = {
  debian: () => image(DEBIAN, { Cmd: ['bash'] }),
  alpine: () =>
    image(['ADD alpine-minirootfs-3.21.0-x86_64.tar.gz / # buildkit', '-CMD ["/bin/sh"]'], { Cmd: ['/bin/sh'] }),
  python: () =>
    image(
      [
        ...DEBIAN,
        `-ENV ${PATH} # buildkit`,
        '-ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D',
        '-ENV PYTHON_VERSION=3.11.10',
        PYTHON_RUN,
        'RUN /bin/sh -c set -eux; \tfor src in idle3 pip3 pydoc3 python3 python3-config; do \t\tdst="$(echo "$src" | tr -d 3)"; \t\tln -svT "$src" "/usr/local/bin/$dst"; \tdone # buildkit',
        '-CMD ["python3"]',
      ],
      {
        Env: [
          PATH,
          'GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D',
          'PYTHON_VERSION=3.11.10',
          'PYTHON_SHA256=07a4356e912900e61a15cb0949a06c4a05012e213ecd6b4e84d0f67aabbee372',
        ],
        Cmd: ['python3'],
      },
    ),
  node: () =>
    image(
      [
        ...DEBIAN,
        '/bin/sh -c groupadd --gid 1000 node   && useradd --uid 1000 --gid node --shell /bin/bash --create-home node',
        '-/bin/sh -c #(nop)  ENV NODE_VERSION=20.18.0',
        NODE_RUN,
        '/bin/sh -c #(nop) COPY file:4d192565a7220e135cab6c77fbc1c73211b69f3d9fb37e62857b2c6eb9363d51 in /usr/local/bin/ ',
        '-/bin/sh -c #(nop)  ENTRYPOINT ["docker-entrypoint.sh"]',
        '-/bin/sh -c #(nop)  CMD ["node"]',
      ],
      {
        Env: [PATH, 'NODE_VERSION=20.18.0', 'YARN_VERSION=1.22.22'],
        Entrypoint: ['docker-entrypoint.sh'],
        Cmd: ['node'],
      },
    ),
  nginx: () =>
    image(
      [
        ...DEBIAN,
        '-LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>',
        '-ENV NGINX_VERSION=1.27.2',
        NGINX_RUN,
        'COPY docker-entrypoint.sh / # buildkit',
        '-ENTRYPOINT ["/docker-entrypoint.sh"]',
        '-EXPOSE map[80/tcp:{}]',
        '-STOPSIGNAL SIGQUIT',
        '-CMD ["nginx" "-g" "daemon off;"]',
      ],
      {
        Env: [PATH, 'NGINX_VERSION=1.27.2', 'NJS_VERSION=0.8.6', 'PKG_RELEASE=1~bookworm'],
        Entrypoint: ['/docker-entrypoint.sh'],
        Cmd: ['nginx', '-g', 'daemon off;'],
        ExposedPorts: { '80/tcp': {} },
        Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
        StopSignal: 'SIGQUIT',
      },
    ),
  postgres: () =>
    image(
      [
        ...DEBIAN,
        ...POSTGRES,
        '-VOLUME [/var/lib/postgresql/data]',
        '-ENTRYPOINT ["docker-entrypoint.sh"]',
        '-EXPOSE map[5432/tcp:{}]',
        '-CMD ["postgres"]',
      ],
      {
        Env: [PATH, 'GOSU_VERSION=1.17', 'LANG=en_US.utf8', 'PG_MAJOR=17', 'PGDATA=/var/lib/postgresql/data'],
        Entrypoint: ['docker-entrypoint.sh'],
        Cmd: ['postgres'],
        ExposedPorts: { '5432/tcp': {} },
        Volumes: { '/var/lib/postgresql/data': {} },
      },
    ),
  redis: () =>
    image(
      [
        ...DEBIAN,
        'RUN /bin/sh -c set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \twget -O redis.tar.gz "$REDIS_DOWNLOAD_URL"; \techo "$REDIS_DOWNLOAD_SHA *redis.tar.gz" | sha256sum -c -; \tgrep -E \'^ *createBoolConfig[(]"protected-mode",.*, *1 *,.*[)],$\' /usr/src/redis/src/config.c; \tsed -ri \'s!^( *createBoolConfig[(]"protected-mode",.*, *)1( *,.*[)],)$!\\10\\2!\' /usr/src/redis/src/config.c; \tmake -C /usr/src/redis -j "$(nproc)" all; \trm -r /usr/src/redis # buildkit',
        'RUN /bin/sh -c mkdir /data && chown redis:redis /data # buildkit',
        '-VOLUME [/data]',
        '-CMD ["redis-server"]',
      ],
      {
        Env: [PATH, 'REDIS_VERSION=7.4.1', 'REDIS_DOWNLOAD_URL=http://download.redis.io/releases/redis-7.4.1.tar.gz'],
        Entrypoint: ['docker-entrypoint.sh'],
        Cmd: ['redis-server'],
        ExposedPorts: { '6379/tcp': {} },
        Volumes: { '/data': {} },
      },
    ),
  golang: () =>
    image(
      [
        ...DEBIAN,
        `-ENV PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin`,
        'COPY /target/ / # buildkit',
        '-ENV GOPATH=/go',
        'RUN /bin/sh -c mkdir -p "$GOPATH/src" "$GOPATH/bin" && chmod -R 1777 "$GOPATH" # buildkit',
        '-WORKDIR /go',
      ],
      {
        Env: [
          'PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          'GOLANG_VERSION=1.23.2',
          'GOTOOLCHAIN=local',
          'GOPATH=/go',
        ],
        Cmd: ['bash'],
        WorkingDir: '/go',
      },
    ),
}
