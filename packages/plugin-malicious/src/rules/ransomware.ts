import type { ContentRule } from './rule.ts'

const ESXI = [
  'esxcli vm process kill',
  'vim-cmd vmsvc',
  '/vmfs/volumes',
  'esxcli --formatter',
  'esxcli vm process list',
]
/** How notes say it, whatever was taken. */
const TAKEN = {
  pattern:
    /\byour\s[^.!\n]{0,80}\b(?:files?|data|databases?|documents?|backups|network|servers?|systems?|machines?)\b[^.!\n]{0,80}\b(?:have|has|are|is|were|was)\s(?:been\s)?(?:\w{2,20}\s){0,2}(?:encrypted|locked|crypted|stolen)\b/i,
  near: [
    'been encrypted',
    'been locked',
    'been crypted',
    'been stolen',
    'are encrypted',
    'is encrypted',
    'were encrypted',
    'was encrypted',
    'are locked',
    'encrypted with a',
  ],
}
const MONEY = ['.onion', 'bitcoin', ' btc', 'monero', 'tor browser', 'tor website', 'torproject.org']
/** So much to an address, for what is theirs. */
const DEMAND = {
  all: [
    {
      any: [
        'to recover your',
        'to decrypt your',
        'to restore your',
        'to unlock your',
        'to get your',
        'recover your data',
        'your databases',
        'your files',
      ],
    },
    {
      pattern:
        /\b(?:send|pay|transfer)\b[^\n]{0,60}\d\s?(?:btc|bitcoins?|xmr|monero|eth)\b[^\n]{0,200}\b(?:[13][a-km-zA-HJ-NP-Z1-9]{25,34}|bc1[a-z0-9]{25,60}|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{90,104}|0x[0-9a-fA-F]{40})\b/i,
      near: [' btc', 'bitcoin', ' xmr', 'monero', ' eth '],
    },
  ],
}
const TAKEN_FOR_MONEY = { all: [TAKEN, { any: MONEY }, { any: ['decrypt', 'restore', 'recover', 'unlock'] }] }

const references = ['https://attack.mitre.org/techniques/T1486/']

/** Programs and scripts that take files hostage. */
export const RANSOMWARE: readonly ContentRule[] = [
  {
    number: 80,
    name: 'Linux.Ransomware.ESXi',
    title: ['Ransomware for hosts of virtual machines', '针对虚拟化主机的勒索软件'],
    kind: 'ransomware',
    in: ['program', 'script'],
    when: {
      any: [
        {
          all: [
            { any: ESXI },
            { any: ['encrypt', 'chacha', 'sosemanuk', 'curve25519', 'rsa', 'aes', 'openssl'] },
            { any: ['readme', 'restore', 'recover', '.onion', 'decrypt', 'your files', 'ransom', 'how to'] },
          ],
        },
        {
          all: [
            'esxcli ',
            { pattern: /\.vm(?:dk|x|em|sn)\b[^]{0,400}\b(?:nohup|openssl|encrypt)\w{0,4}\b/, near: ['.vmdk', '.vmx'] },
            { any: ['encrypt', 'openssl', '.pem'] },
          ],
        },
      ],
    },
    attack: ['T1486', 'T1489'],
    references: [
      ...references,
      'https://www.trendmicro.com/vinfo/us/security/news/cybercrime-and-digital-threats/linux-threat-report-2021-1h-linux-threats-in-the-cloud-and-security-recommendations',
    ],
    match: [
      'esxcli vm process kill --type=force --world-id=%s',
      '/vmfs/volumes',
      'encrypting %s',
      'How To Restore Your Files.txt',
    ],
    harmless: ['esxcli vm process list', '/vmfs/volumes/datastore1', 'backup of %s is done'],
  },
  {
    number: 81,
    name: 'Linux.Ransomware.Babuk',
    title: ['Babuk and those made of its sources', 'Babuk 及其源码衍生的勒索软件'],
    kind: 'ransomware',
    in: ['program'],
    when: {
      any: [
        { all: ['Usage: %s /path/to/be/encrypted'] },
        {
          atLeast: 2,
          of: [
            '.babyk',
            "Doesn't encrypted files: %d",
            'Encrypted files: %d',
            'Skipped files: %d',
            'Whole files count: %d',
            'Crypted: %d',
            'Total file size in dir',
            'How To Restore Your Files.txt',
            '.emario',
            '.XVGV',
            '.cheers',
            'choung dong looks like hot dog',
          ],
        },
      ],
    },
    references: [
      ...references,
      'https://www.sentinelone.com/labs/hypervisor-ransomware-multiple-threat-actor-groups-hop-on-leaked-babuk-code-to-build-esxi-lockers/',
    ],
    match: [
      'Usage: %s /path/to/be/encrypted',
      'Encrypted files: %d',
      'Skipped files: %d',
      'How To Restore Your Files.txt',
    ],
    harmless: ['Skipped files: %d', 'Usage: %s /path/to/be/archived'],
  },
  {
    number: 82,
    name: 'Linux.Ransomware.LockBit',
    title: ['LockBit for Linux', 'LockBit（Linux）'],
    kind: 'ransomware',
    in: ['program', 'script', 'text'],
    when: {
      any: [
        {
          atLeast: 2,
          of: [
            '!!!-Restore-My-Files-!!!',
            'Restore-My-Files.txt',
            'lockbitapt',
            'lockbitsupp',
            'LockBit 3.0',
            'LockBit 2.0',
            'LockBit Black',
            'lockbit ransomware',
          ],
        },
      ],
    },
    references: [
      ...references,
      'https://www.trendmicro.com/en_us/research/22/a/analysis-and-Impact-of-lockbit-ransomwares-first-linux-and-vmware-esxi-variant.html',
    ],
    match: [
      '!!!-Restore-My-Files-!!!.txt',
      'LockBit 2.0 Ransomware',
      'http://lockbitapt6vx57t3eeqjofwgcglmutr3a35nygvokja5uuccip4ykyd.onion',
    ],
    harmless: ['Restore my files', 'the lock bit is set'],
  },
  {
    number: 83,
    name: 'Linux.Ransomware.BlackCat',
    title: ['BlackCat (ALPHV)', 'BlackCat（ALPHV）'],
    kind: 'ransomware',
    in: ['program'],
    when: {
      atLeast: 3,
      of: [
        '--access-token',
        'no-vm-kill',
        'esxi-vm-kill',
        'no-vm-snapshot-kill',
        'RECOVER-${EXTENSION}-FILES',
        'drop-drag-and-drop-target',
        'locker::core',
        'encrypt_app::',
        'no-prop-servers',
        'strict_include_paths',
        'enable_esxi_vm_kill',
        'note_full_text',
        'default_file_cipher',
      ],
    },
    references: [...references, 'https://attack.mitre.org/software/S1068/'],
    match: ['--access-token <ACCESS_TOKEN>', '--no-vm-kill', '--no-vm-snapshot-kill', 'RECOVER-${EXTENSION}-FILES.txt'],
    harmless: ['--access-token <TOKEN>', 'locker'],
  },
  {
    number: 84,
    name: 'Linux.Ransomware.Families',
    title: ['Ransomware of a known gang', '已知团伙的勒索软件'],
    kind: 'ransomware',
    in: ['program', 'script'],
    when: {
      any: [
        { atLeast: 2, of: ['akira_readme', '--encryption_path', '--encryption_percent', 'akiralkzxzq', '.akira'] },
        {
          atLeast: 2,
          of: [
            '.basta',
            '-forcepath',
            'aazsbsgya565vlu2c6bzy6yfiebkcbtvvcytvolt33s77xypi7nypxyd',
            'Done time: %.4f seconds, encrypted: %.4f gb',
            'instructions_read_me',
          ],
        },
        { all: ['C_I_0P'] },
        { all: ['README_C_I_0P'] },
        {
          atLeast: 2,
          of: [
            'HOW_TO_DECRYPT',
            'hiveleak',
            'hivecust6vhekztbqgdnkks64ucehqacge3dij3gyrrpdp57zoq3ooqd',
            'Removing itself',
            '.key.hive',
            'encryptFilesGroup',
          ],
        },
        {
          atLeast: 2,
          of: [
            'royal_w',
            '.royal_u',
            '-vmonly',
            'royal2xthig3ou5hd7zsliqagy6yygk2cdelaxtni2fyad6dpmpxedid',
            '-stopvm',
            'Testing RSA encryption',
          ],
        },
        {
          atLeast: 2,
          of: [
            'RansomEXX',
            '!NEWS_FOR_',
            'GeneratePreData',
            'RegenerateKeys',
            'cryptor.cpp',
            'encrypt_worker',
            'enum_files',
            'init_workers',
            '.31gs1',
          ],
        },
        {
          atLeast: 2,
          of: [
            'Using silent mode, if you on esxi',
            'Revix',
            '-{EXT}-readme.txt',
            'File [%s] was NOT encrypted',
            'File [%s] was encrypted',
            'Encrypting [%s]',
            'json.txt not found',
          ],
        },
        {
          atLeast: 2,
          of: [
            '[CFG] Landing URL',
            'DarkSide',
            'Main-1::run',
            'PartialEncrypt',
            'File Encryption Percent',
            'Key Landing',
          ],
        },
        {
          atLeast: 2,
          of: [
            'AvosLocker',
            'avosjon4pfh3y7ew3jdwz6ofw7lljcxlbk7hcxxmnxlh5kvf2akcqjad',
            'README_FOR_RESTORE',
            'Killing ESXi VMs',
            '.avoslinux',
          ],
        },
        { all: ['--vmkill', '--vm-whitelist'] },
        { all: ['OPTION: --detach', '--vmkill'] },
        {
          atLeast: 2,
          of: [
            'README_FOR_DECRYPT',
            'veqlxhq7ub5qze3qy56zx2cig2e6tzsgxdspkubwbayqije6oatma6id',
            'Do NOT remove this file',
            'eCh0raix',
            'QNAPCrypt',
          ],
        },
        { atLeast: 2, of: ['qilin', 'RECOVER-README', '--no-vm', '--esxi'] },
        { all: ['HelloKitty', '_README_TO_RESTORE'] },
        { all: ['esxcli vm process kill -t=soft -w=%d', 'Running VM:'] },
        { all: ['DarkRadiation', { any: ['openssl', 'telegram'] }] },
      ],
    },
    references: [...references, 'https://attack.mitre.org/software/S1129/', 'https://attack.mitre.org/software/S1070/'],
    match: ['akira_readme.txt', '--encryption_path', '--encryption_percent', 'Failed to import public key'],
    harmless: ['--encryption_key', 'README_FOR_TRANSLATORS', 'agenda of the meeting'],
  },
  {
    number: 85,
    name: 'Linux.Ransomware.Note',
    title: ['Program or script with a ransom note', '内含勒索信的程序或脚本'],
    kind: 'ransomware',
    in: ['program', 'script'],
    when: {
      any: [
        {
          all: [
            {
              any: [
                'your files have been encrypted',
                'your files are encrypted',
                'your files were encrypted',
                'files have been encrypted',
                'your data has been encrypted',
                'your data are stolen and encrypted',
                'your data is encrypted',
                'your network has been encrypted',
                'all your important files',
                'your documents, photos, databases',
                'files has been encrypted',
                'your server has been encrypted',
                'systems have been encrypted',
                'your company was hacked',
                'you have been hacked',
                'your network was hacked',
              ],
            },
            {
              any: [
                'bitcoin',
                '.onion',
                'monero',
                'tox id',
                'torproject.org',
                'decryptor',
                'decryption key',
                'private key',
                ' btc',
                'ransom',
                'telegram',
                'protonmail',
                'tutanota',
              ],
            },
            { any: ['aes', 'rsa_', 'chacha', 'openssl', 'encrypt', 'crypt(', 'fernet', 'curve25519', 'gpg ', 'nacl'] },
          ],
        },
        TAKEN_FOR_MONEY,
      ],
    },
    references: [...references, 'https://attack.mitre.org/techniques/T1491/001/'],
    match: [
      'All your files have been encrypted with AES-256!',
      'Send 0.2 bitcoin to the address below',
      'EVP_EncryptInit_ex',
      'http://abcdefghij234567.onion',
    ],
    harmless: ['your files are encrypted at rest', 'EVP_EncryptInit_ex', 'this disk has been locked'],
  },
  {
    number: 86,
    name: 'Text.Ransomware.Note',
    title: ['Ransom note', '勒索信'],
    kind: 'ransomware',
    in: ['text', 'script'],
    severity: 'high',
    confidence: 'medium',
    when: {
      any: [
        {
          all: [
            {
              any: [
                'your files have been encrypted',
                'your files are encrypted',
                'your files were encrypted',
                'your data has been encrypted',
                'data are stolen and encrypted',
                'your network has been encrypted',
                'your network has been breached',
                'your company was hacked',
                'your network was hacked',
                'your databases have been',
                'your database is backed up',
                'your DB has been',
                'your server has been encrypted',
                'all your data is backed up',
                'all your data was backed up',
              ],
            },
            { any: ['.onion', 'bitcoin', 'tox id', 'torproject.org', ' btc', 'bitmessage', 'onionmail', 'monero'] },
            { any: ['decrypt', 'recover', 'restore', 'pay ', 'payment', 'get your'] },
          ],
        },
        TAKEN_FOR_MONEY,
        DEMAND,
      ],
    },
    attack: ['T1486', 'T1491.001'],
    references: [...references, 'https://attack.mitre.org/techniques/T1491/001/'],
    match: [
      'ALL YOUR FILES HAVE BEEN ENCRYPTED',
      'To decrypt them, pay 0.5 bitcoin.',
      'Use Tor: http://abcdefghij234567.onion',
    ],
    harmless: ['Your files are encrypted before they leave the machine.', 'Restore them with the passphrase.'],
  },
]
