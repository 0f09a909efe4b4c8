import { pluginContract } from '@veinmind/plugin-testing'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import weakpass from '../src/index.ts'

import { ariaGlobalPriv, berkeleyDb, innodbTablespace, myisamUsers, pgAuthidPage } from './pages.ts'

const open = [{ host: '%', user: 'app' }]

pluginContract(weakpass, {
  samples: [
    buildImage(
      layer({
        'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
        'etc/shadow': 'root::19000:0:99999:7:::\nold:!$1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0:19000::::::\n',
        'etc/redis.conf': 'requirepass foobared\n',
        'etc/vsftpd/virtual_users.db': berkeleyDb({ alice: 'letmein' }),
        'etc/tomcat9/tomcat-users.xml': '<tomcat-users><user username="tomcat" password="s3cret"/></tomcat-users>',
        'srv/.htpasswd': 'admin:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n',
      }),
      layer({
        'var/lib/mysql/mysql.ibd': innodbTablespace(open),
        'var/lib/mysql/mysql/user.MYD': myisamUsers(open),
        'var/lib/mysql/mysql/global_priv.MAD': ariaGlobalPriv([{ host: '%', user: 'app', document: { access: 0 } }]),
        'var/lib/postgresql/data/global/1260': pgAuthidPage([
          { name: 'postgres', password: 'md53175bce1d3201d16594cebf9d7eb3f9d' },
        ]),
        'var/lib/postgresql/data/pg_hba.conf': 'host all all all trust\n',
      }),
      {
        config: { Env: ['POSTGRES_PASSWORD=mysecretpassword', 'MYSQL_ALLOW_EMPTY_PASSWORD=yes'] },
        references: ['registry.local/team/app:1'],
      },
    ),
    buildContainer({ name: 'app', env: ['DB_PASSWORD=app123'], args: ['redis-server', '--requirepass', 'redis'] }),
  ],
  paths: [
    '/etc/shadow',
    '/etc/passwd',
    '/var/lib/mysql/mysql/user.MYD',
    '/var/lib/mysql/mysql.ibd',
    '/var/lib/mysql/mysql/global_priv.MAD',
    '/etc/redis/redis.conf',
    '/etc/redis/users.acl',
    '/usr/local/tomcat/conf/tomcat-users.xml',
    '/etc/proftpd/ftpd.passwd',
    '/etc/vsftpd/virtual_users.db',
    '/etc/vsftpd/virtual_users.txt',
    '/srv/.htpasswd',
    '/var/lib/postgresql/data/global/1260',
    '/var/lib/postgresql/data/pg_hba.conf',
  ],
})
