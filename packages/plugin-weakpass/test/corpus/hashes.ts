import type { Case } from './case.ts'

/** Hashes of `letmein`, made by the tools that write them, in files whose names say nothing. */
export const HASHES: readonly Case[] = [
  ['/etc/squid/passwd', 'bob:$apr1$xxxxxxxx$dxHfLAsjHkDRmG83UXe8K0\n', 'password'],
  [
    '/srv/compose.yaml',
    'labels:\n  - "traefik.http.middlewares.a.basicauth.users=bob:$$apr1$$xxxxxxxx$$dxHfLAsjHkDRmG83UXe8K0"\n',
    'password',
  ],
  ['/var/backups/users.txt', 'bob:$1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0:1000\n', 'letmein'],
  ['/opt/es/config/users', 'bob:$2b$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C\n', 'letmein'],
  [
    '/opt/opensearch/internal_users.yml',
    'bob:\n  hash: "$2b$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C"\n',
    'letmein',
  ],
  [
    '/var/jenkins_home/users/bob/config.xml',
    '<passwordHash>#jbcrypt:$2b$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C</passwordHash>',
    'letmein',
  ],
  [
    '/opt/nifi/conf/login-identity-providers.xml',
    '<property name="Username">bob</property><property name="Password">$2b$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C</property>',
    'letmein',
  ],
  [
    '/dump/users.sql',
    "INSERT INTO users VALUES (1,'bob','$2b$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C');\n",
    'letmein',
  ],
  ['/etc/security/opasswd', 'bob:1000:1:$1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0\n', 'letmein'],
  ['/srv/shadow.bak', 'bob:$y$j75$abcdefgh$DdqAN74pEsqcqznWjI6lb6Ti0k.v6rz1vjj3ppJzqR3:19000::::::\n', 'letmein'],
  ['/srv/a', 'bob:$7$9/..../....saltsalt$7GGKIXRhyVWMqj1sAMYzaelq9WXTXwTDj91gwQZQK3D\n', 'letmein'],
  ['/srv/a', 'bob:$sha1$64$saltsalt$inJQAtO93uwlyAV.PvfdFAyLlBFp\n', 'letmein'],
  ['/srv/a', 'bob:$md5,rounds=100$abcdefgh$$6jFzruxahrSiBWpDjzbSO1\n', 'letmein'],
  ['/srv/people.ldif', 'dn: uid=bob,dc=x\nuid: bob\nuserPassword: {SSHA}w32kFCA0bWrv5d1i1g0l+NEFhmJwTgkh\n', 'letmein'],
  [
    '/srv/people.ldif',
    'dn: uid=bob,dc=x\nuserPassword:: e1NTSEF9dzMya0ZDQTBiV3J2NWQxaTFnMGwrTkVGaG1Kd1Rna2g=\n',
    'letmein',
  ],
  [
    '/etc/slapd.conf',
    'rootpw {SSHA512}O5fwZqKuDQHSW79jTxztR5SguPY7nknQcTLK3mktnx2asdpz7aw8w6GT13nqm4xz2tliXhdISUalvHl4XzFa117L+f9/7x3j\n',
    'letmein',
  ],
  [
    '/srv/people.ldif',
    'userPassword: {PBKDF2-SHA256}1000$PWdsTYmR0nqPESJESMlZKw$KCwXRY2YRMjj7DMRJLNXcYGyWzHsFhS2rNGfLyBeyTw\n',
    'letmein',
  ],
  [
    '/srv/accounts.json',
    '{"username":"bob","password":"pbkdf2_sha256$1000$73uN16hMfnLC68ccA2QV3T$9U5lRMo+RliTw/bcs1w1BXndWqZfE0GOnYDfhshANZo="}',
    'letmein',
  ],
  [
    '/srv/users.json',
    '{"user":"bob","pw":"pbkdf2:sha256:1000$1uSCgqtv9dM9JmRc$6ac05f15da40e1c83d88facda4a521ca5384a9d5f77632e48cc19ba741b60774"}',
    'letmein',
  ],
  [
    '/srv/users.json',
    '{"user":"bob","pw":"$pbkdf2-sha512$1000$GWMMQciZszaG0PofA.Cckw$7sBSdMCJrJuVEiRgeaf/AShhOWgRIpIJXoLaW3ganUN/VfeWgR3zUEen9YzVYtxzoNnvBjUBY6ozm2cz.F5XaA"}',
    'letmein',
  ],
  [
    '/srv/users.json',
    '{"user":"bob","pw":"$scrypt$ln=10,r=8,p=1$HYOwtrbWWgsBoBTiXKtVag$hmN6YvuGEuQ2err+DvxigPnFbdwqdqT/onGURU6T8bM"}',
    'letmein',
  ],
  ['/srv/users.json', '{"user":"bob","pw":"md5$ZxmwKuaboigCbfitQM73uT$c1bf114375cf17fec6f9969b0fb68192"}', 'letmein'],
  [
    '/srv/users.json',
    '{"user":"bob","pw":"$argon2id$v=19$m=1024,t=3,p=4$IewRfpmQD4Vh6s8r2ZXTcg$3oGW9GOpSooSaESEYPB8B2VLp3QukRIMvJrg9VbRCe0"}',
    'letmein',
  ],
  ['/dump/wp.sql', "(1,'bob','$P$6ty362BpBYb1li9aZwTBqLgGnjfDhh0','bob','bob@x')", 'letmein'],
  [
    '/etc/mosquitto/passwd',
    'bob:$7$101$mYncwOWfhMKrQ25F$7fEOKhv+n8/79kRKrzE9CdAsVafpZHs4RBNw5RysHzX0xymyzJmTuOyorbNX3LbEO+uW429z5RGP8n5jf+cx5w==\n',
    'letmein',
  ],
  [
    '/etc/mosquitto/passwd',
    'bob:$6$eRCGG+0EbGq2NRE9$wUOuldNpJOPI8dfywHYztxgpcV8DMstqN+NHAUqkQgOaDTozIJqLX/WmwGDq3aFt2EYmiWe3oouXIg/aJnEboQ==\n',
    'letmein',
  ],
  [
    '/nexus-data/x.xml',
    '<user>bob</user><hash>$shiro1$SHA-512$1024$c9PTufDwBEBnp4oKmuwMWw==$5myBYWB6w17jR73Ig2vlFF+DNA+Hb8JcK4ubIcZcEhJd3MvmgTcqCRnoh8iICGw5jtNIsw8DrHn9dZTJkDQiRA==</hash>',
    'letmein',
  ],
  [
    '/etc/rabbitmq/definitions.json',
    '{"users":[{"name":"bob","password_hash":"LSORjkVap2BmycRgLcENHKPelqwcOxkzNE3PZUq5tsgyz6w8","hashing_algorithm":"rabbit_password_hashing_sha256","tags":"administrator"}]}',
    'letmein',
  ],
  ['/etc/haproxy/haproxy.cfg', 'userlist ops\n  user bob password $1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0\n', 'letmein'],
  ['/etc/cisco/router.cfg', 'username bob secret 5 $1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0\n', 'letmein'],
  [
    '/etc/freeradius/3.0/mods-config/files/authorize',
    'bob NT-Password := becedb42ec3c5c7f965255338be4453c\n',
    'letmein',
  ],
]
