/** What a service, its sample configuration or its image's documentation sets: tried first for it. */
export const DEFAULT_PASSWORDS: Readonly<Record<string, readonly string[]>> = {
  SSH: ['root', 'toor', 'ssh', 'alpine', 'raspberry', 'vagrant', 'screencast', 'THEPASSWORDYOUCREATED', 'debian', 'ubuntu', 'centos', 'dietpi', 'live'],
  Redis: ['foobared', 'redis', 'redispassword', 'redis_password', 'str0ng_passw0rd', 'yourpassword', 'eYVX7EwVmmxKPCDmwMtyKVge8oLd2t81', 'mypass'],
  Mysql: ['root', 'mysql', 'my-secret-pw', 'mysecretpassword', 'rootpassword', 'example', 'somewordpress', 'wordpress', 'notSecureChangeMe', 'debian-sys-maint', 'nova'],
  PostgreSQL: ['postgres', 'mysecretpassword', 'postgrespassword', 'postgresql', 'pgpassword', 'pgpass', 'example', 'replicator', 'supabase'],
  Tomcat: ['s3cret', 'tomcat', 'manager', 'admin', 'role1', 'both', '<must-be-changed>', 'changethis', 'tomcatpassword', 'j5Brn9', 'OvW*busr1', 'Q*cc1123'],
  FTP: ['ftp', 'ftpuser', 'anonymous', 'proftpd', 'vsftpd', 'mypass', 'myuser', 'ftppass', 'ftp123'],
  HTTP: ['admin', 'nagiosadmin', 'nagios', 'registry', 'testpassword', 'testuser', 'kibana', 'prometheus', 'htpasswd'],
  Env: [
    'minioadmin', 'guest', 'mysecretpassword', 'my-secret-pw', 'example', 'bitnami', 'Harbor12345', 'changeit', 'neo4j', 'admin', 'keycloak',
    'wordpress', 'somewordpress', 'elastic', 'changeme', 'yourStrong(!)Password', 'yourStrong!Passw0rd', 'YourStrong@Passw0rd', 'airflow', 'jboss', 'ghost',
  ],
}
