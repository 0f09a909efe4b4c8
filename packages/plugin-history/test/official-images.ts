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
  ubuntu: () =>
    image(
      [
        '-/bin/sh -c #(nop)  ARG RELEASE',
        '-/bin/sh -c #(nop)  LABEL org.opencontainers.image.ref.name=ubuntu',
        '/bin/sh -c #(nop) ADD file:bcebbf0fddcba5b864d5d267b68dd23bcfb01275e6ec7bcab69bf8b56af14804 in / ',
        "/bin/sh -c set -xe \t\t&& echo '#!/bin/sh' > /usr/sbin/policy-rc.d \t&& echo 'exit 101' >> /usr/sbin/policy-rc.d \t&& chmod +x /usr/sbin/policy-rc.d \t\t&& dpkg-divert --local --rename --add /sbin/initctl \t&& cp -a /usr/sbin/policy-rc.d /sbin/initctl \t&& sed -i 's/^exit.*/exit 0/' /sbin/initctl \t\t&& echo 'force-unsafe-io' > /etc/dpkg/dpkg.cfg.d/docker-apt-speedup",
        "/bin/sh -c mkdir -p /run/systemd && echo 'docker' > /run/systemd/container",
        '-/bin/sh -c #(nop)  CMD ["/bin/bash"]',
      ],
      { Cmd: ['/bin/bash'], Labels: { 'org.opencontainers.image.ref.name': 'ubuntu' } },
    ),
  rust: () =>
    image(
      [
        ...DEBIAN,
        `RUN /bin/sh -c set -eux; dpkgArch="$(dpkg --print-architecture)"; case "\${dpkgArch##*-}" in amd64) rustArch='x86_64-unknown-linux-gnu'; rustupSha256='6aeece6993e902708983b209d04c0d1dbb14ebb405ddb87def578d41f920f56d' ;; esac; url="https://static.rust-lang.org/rustup/archive/1.27.1/\${rustArch}/rustup-init"; wget "$url"; echo "\${rustupSha256} *rustup-init" | sha256sum -c -; chmod +x rustup-init; ./rustup-init -y --no-modify-path --profile minimal; rm rustup-init; chmod -R a+w $RUSTUP_HOME $CARGO_HOME; rustup --version; # buildkit`,
      ],
      { Env: ['RUSTUP_HOME=/usr/local/rustup', 'CARGO_HOME=/usr/local/cargo', PATH], Cmd: ['bash'] },
    ),
  mysql: () =>
    image(
      [
        'RUN /bin/sh -c set -eux; \tgroupadd --system --gid 999 mysql; \tuseradd --system --uid 999 --gid 999 --home-dir /var/lib/mysql --no-create-home mysql # buildkit',
        `RUN /bin/sh -c set -eux; \tkey='BCA4 3417 C3B4 85DD 128E C6D4 B7B3 B788 A8D3 785C'; \texport GNUPGHOME="$(mktemp -d)"; \tgpg --batch --keyserver keyserver.ubuntu.com --recv-keys "$key"; \tgpg --batch --export --armor "$key" > /etc/pki/rpm-gpg/RPM-GPG-KEY-mysql; \trm -rf "$GNUPGHOME" # buildkit`,
        "RUN /bin/sh -c set -eu; \t{ \t\techo '[mysql8.4-server-minimal]'; \t\techo 'enabled=1'; \t\techo 'baseurl=https://repo.mysql.com/yum/mysql-8.4-community/docker/el/9/$basearch/'; \t\techo 'gpgcheck=1'; \t\techo 'gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-mysql'; \t\techo 'module_hotfixes=true'; \t} | tee /etc/yum.repos.d/mysql-community-minimal.repo # buildkit",
        "RUN /bin/sh -c set -eux; \tmicrodnf install -y \"mysql-community-server-minimal-$MYSQL_VERSION\"; \tgrep -F 'socket=/var/lib/mysql/mysql.sock' /etc/my.cnf; \tsed -i 's!^socket=.*!socket=/var/run/mysqld/mysqld.sock!' /etc/my.cnf; \tmkdir -p /var/lib/mysql /var/run/mysqld; \tchown mysql:mysql /var/lib/mysql /var/run/mysqld; \tchmod 1777 /var/lib/mysql /var/run/mysqld; \tmkdir /docker-entrypoint-initdb.d; \tmysqld --version # buildkit",
        '-VOLUME [/var/lib/mysql]',
        '-EXPOSE map[3306/tcp:{} 33060/tcp:{}]',
      ],
      {
        Env: [PATH, 'MYSQL_MAJOR=8.4', 'MYSQL_SHELL_VERSION=8.4.3-1.el9'],
        Entrypoint: ['docker-entrypoint.sh'],
        Cmd: ['mysqld'],
        ExposedPorts: { '3306/tcp': {}, '33060/tcp': {} },
        Volumes: { '/var/lib/mysql': {} },
      },
    ),
  php: () =>
    image(
      [
        ...DEBIAN,
        "RUN /bin/sh -c set -eux; \t{ \t\techo 'Package: php*'; \t\techo 'Pin: release *'; \t\techo 'Pin-Priority: -1'; \t} > /etc/apt/preferences.d/no-debian-php # buildkit",
        'RUN /bin/sh -c set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get install -y --no-install-recommends gnupg; \tmkdir -p /usr/src; \tcd /usr/src; \tcurl -fsSL -o php.tar.xz "$PHP_URL"; \tif [ -n "$PHP_SHA256" ]; then \t\techo "$PHP_SHA256 *php.tar.xz" | sha256sum -c -; \tfi; \tcurl -fsSL -o php.tar.xz.asc "$PHP_ASC_URL"; \tGNUPGHOME="$(mktemp -d)"; \tfor key in $GPG_KEYS; do \t\tgpg --batch --keyserver keyserver.ubuntu.com --recv-keys "$key"; \tdone; \tgpg --batch --verify php.tar.xz.asc php.tar.xz # buildkit',
        'RUN /bin/sh -c set -eux; mkdir -p /var/www/html; chown www-data:www-data /var/www/html; chmod 1777 /var/www/html; sed -ri \'s/^export ([^=]+)=(.*)$/: ${\\1:=\\2}\\nexport \\1/\' "$APACHE_ENVVARS"; ln -sfT /dev/stderr "$APACHE_LOG_DIR/error.log" # buildkit',
      ],
      {
        Env: [
          PATH,
          'PHPIZE_DEPS=autoconf dpkg-dev file g++ gcc libc-dev make pkg-config re2c',
          'PHP_CFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE',
          'GPG_KEYS=39B641343D8C104B2B146DC3F9C39DC0B9698544',
          'PHP_URL=https://www.php.net/distributions/php-8.3.13.tar.xz',
          'PHP_ASC_URL=https://www.php.net/distributions/php-8.3.13.tar.xz.asc',
        ],
        Cmd: ['apache2-foreground'],
        ExposedPorts: { '80/tcp': {} },
      },
    ),
  temurin: () =>
    image(
      [
        'RUN /bin/sh -c set -eux;     ARCH="$(dpkg --print-architecture)";     case "${ARCH}" in        amd64)          ESUM=\'51fb4d03a4429c39d397d3a03a779077159317616550e4e71624c9843083e7b9\';          BINARY_URL=\'https://github.com/adoptium/temurin17-binaries/releases/download/jdk-17.0.13%2B11/OpenJDK17U-jdk_x64_linux_hotspot_17.0.13_11.tar.gz\';          ;;     esac;     wget --progress=dot:giga -O /tmp/openjdk.tar.gz ${BINARY_URL};     wget --progress=dot:giga -O /tmp/openjdk.tar.gz.sig ${BINARY_URL}.sig;     export GNUPGHOME="$(mktemp -d)";     gpg --batch --keyserver keyserver.ubuntu.com --recv-keys 3B04D753C9050D9A5D343F39843C48A565F8F04B;     gpg --batch --verify /tmp/openjdk.tar.gz.sig /tmp/openjdk.tar.gz;     echo "${ESUM} */tmp/openjdk.tar.gz" | sha256sum -c -;     mkdir -p "$JAVA_HOME";     tar --extract --file /tmp/openjdk.tar.gz --directory "$JAVA_HOME" --strip-components 1 --no-same-owner;     rm -f /tmp/openjdk.tar.gz ${JAVA_HOME}/lib/src.zip;     find "$JAVA_HOME/lib" -name \'*.so\' -exec dirname \'{}\' \';\' | sort -u > /etc/ld.so.conf.d/docker-openjdk.conf;     ldconfig;     java -Xshare:dump; # buildkit',
        'COPY entrypoint.sh /__cacert_entrypoint.sh # buildkit',
      ],
      {
        Env: ['JAVA_HOME=/opt/java/openjdk', `PATH=/opt/java/openjdk/bin:${PATH.slice(5)}`, 'LANG=en_US.UTF-8'],
        Entrypoint: ['/__cacert_entrypoint.sh'],
        Cmd: ['jshell'],
      },
    ),
  dotnet: () =>
    image(
      [
        ...DEBIAN,
        'RUN /bin/sh -c curl --fail --show-error --location     --remote-name https://builds.dotnet.microsoft.com/dotnet/Runtime/$DOTNET_VERSION/dotnet-runtime-$DOTNET_VERSION-linux-x64.tar.gz     && sha512sum -c dotnet.tar.gz.sha512     && mkdir --parents /usr/share/dotnet     && tar --gzip --extract --no-same-owner --file dotnet.tar.gz --directory /usr/share/dotnet # buildkit',
        'RUN /bin/sh -c groupadd --gid=$APP_UID app && useradd --no-log-init --uid=$APP_UID --gid=$APP_UID --create-home app # buildkit',
      ],
      {
        Env: [PATH, 'APP_UID=1654', 'ASPNETCORE_HTTP_PORTS=8080', 'DOTNET_RUNNING_IN_CONTAINER=true'],
        Cmd: ['/bin/bash'],
      },
    ),
  'docker dind': () =>
    image(
      [
        'ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit',
        'RUN /bin/sh -c set -eux; \tapk add --no-cache \t\tca-certificates \t\topenssh-client \t\tgit # buildkit',
        "RUN /bin/sh -c set -eux; \taddgroup -S dockremap; \tadduser -S -G dockremap dockremap; \techo 'dockremap:165536:65536' >> /etc/subuid; \techo 'dockremap:165536:65536' >> /etc/subgid # buildkit",
        'RUN /bin/sh -c set -eux; \twget -O /usr/local/bin/dind "https://raw.githubusercontent.com/docker/docker/${DIND_COMMIT}/hack/dind"; \tchmod +x /usr/local/bin/dind # buildkit',
        '-VOLUME [/var/lib/docker]',
      ],
      {
        Env: [PATH, 'DOCKER_TLS_CERTDIR=/certs', 'DIND_COMMIT=65cfcc28ab37cb75e1560e4b4738719c07c6618e'],
        Entrypoint: ['dockerd-entrypoint.sh'],
        Volumes: { '/var/lib/docker': {} },
      },
    ),
  'python app': () =>
    image(
      [
        ...DEBIAN,
        '-ENV PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1',
        'COPY requirements.txt /app/ # buildkit',
        'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends build-essential curl netcat-openbsd && rm -rf /var/lib/apt/lists/* # buildkit',
        'RUN |1 GIT_SHA=3f2a1bc /bin/sh -c pip install -r /app/requirements.txt --extra-index-url https://download.pytorch.org/whl/cpu # buildkit',
        'RUN /bin/sh -c useradd -m -u 1000 app && chown -R app:app /app # buildkit',
        '-USER app',
        '-HEALTHCHECK &{["CMD-SHELL" "curl -fsS http://localhost:8000/health || exit 1"] "30s" "0s" "0s" "0s" \'\\x00\'}',
        '-CMD ["sh" "-c" "until nc -z db 5432; do sleep 1; done; exec gunicorn app:app --bind 0.0.0.0:8000"]',
      ],
      {
        User: 'app',
        Env: [PATH, 'PIP_NO_CACHE_DIR=1', 'PYTHONUNBUFFERED=1', 'PYTHONPATH=/app'],
        WorkingDir: '/app',
        Healthcheck: { Test: ['CMD-SHELL', 'curl -fsS http://localhost:8000/health || exit 1'] },
        Cmd: ['sh', '-c', 'until nc -z db 5432; do sleep 1; done; exec gunicorn app:app --bind 0.0.0.0:8000'],
        ExposedPorts: { '8000/tcp': {} },
      },
    ),
}
