import { define, LOOK } from './rule.ts'
import type { Given, SampledRule } from './rule.ts'

/** Code that is put into programs, or in their place. */
export const LOADING_RULES: readonly SampledRule[] = (
  [
    {
      id: 'BACK-001',
      title: ['A library is loaded into every program', '动态库被预加载到所有程序'],
      severity: 'high',
      confidence: 'high',
      attack: ['T1574.006'],
      match: [
        { 'etc/ld.so.preload': '/usr/local/lib/libprocesshider.so\n' },
        { 'etc/ld.so.preload': '# x\n/lib/a.so:/tmp/.b.so' },
      ],
      clean: [{ 'etc/ld.so.preload': '# nothing\n' }],
    },
    {
      id: 'BACK-002',
      title: ['Libraries are looked for where users may write', '在可写目录中查找动态库'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1574.006'],
      match: [{ 'etc/ld.so.conf.d/x.conf': '/tmp/lib\n' }],
      clean: [{ 'etc/ld.so.conf.d/libc.conf': '# libc\n/usr/local/lib\n' }],
    },
    {
      id: 'BACK-003',
      title: ['A library is put into programs by the environment', '通过环境变量预加载动态库'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1574.006'],
      match: [
        { 'etc/environment': 'PATH=/usr/bin\nLD_PRELOAD=/usr/lib/libx.so.1\n' },
        { 'etc/systemd/system/a.service.d/x.conf': '[Service]\nEnvironment="LD_PRELOAD=/opt/x.so"\n' },
        { 'etc/default/cron': 'LD_AUDIT=/var/tmp/a.so' },
      ],
      clean: [
        { 'etc/environment': 'LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2\n' },
        { 'etc/default/cron': '# LD_PRELOAD=/x.so' },
      ],
    },
    {
      id: 'BACK-004',
      title: ['Interpreters load code from a folder that everybody may write to', '解释器从任何人可写的目录加载代码'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1574'],
      match: [
        { 'etc/environment': 'NODE_OPTIONS="--require /tmp/x.js"\n' },
        { 'etc/environment': 'BASH_ENV=/dev/shm/.e\n' },
      ],
      clean: [{ 'etc/environment': 'NODE_OPTIONS=--max-old-space-size=4096\n' }],
    },
    {
      id: 'BACK-005',
      title: ['A program in a temporary or hidden folder is started', '启动临时或隐藏目录中的程序'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1564.001', 'T1053.003'],
      match: [
        { 'etc/cron.d/x': '* * * * * root /var/tmp/.x/run >/dev/null 2>&1\n' },
        { 'etc/systemd/system/a.service': '[Service]\nExecStart=/tmp/a\n' },
      ],
      clean: [
        { 'etc/cron.d/x': '* * * * * root /usr/local/bin/run > /tmp/run.log\n' },
        { 'root/.bashrc': '. /root/.cargo/env\n' },
      ],
    },
    {
      id: 'BACK-006',
      title: ['A program lies where scripts belong', '脚本目录中存在二进制程序'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1053.003', 'T1036.005'],
      match: [{ 'etc/cron.hourly/gcc': { content: '\u007FELF\u0002\u0001\u0001\0', mode: 0o755 } }],
      clean: [{ 'etc/cron.hourly/x': { content: '#!/bin/sh\ntrue\n', mode: 0o755 } }],
    },
    {
      id: 'BACK-070',
      title: ['Each start of Python runs more than it needs', 'Python 启动时执行可疑代码'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1546.018'],
      match: [{ 'usr/lib/python3/dist-packages/x.pth': "import os; os.system('id')\n" }],
      clean: [
        {
          'usr/lib/python3/dist-packages/distutils-precedence.pth':
            "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim();\n",
        },
      ],
    },
    {
      id: 'BACK-071',
      title: ['Python looks for modules where everybody may write', 'Python 在任何人可写的目录中查找模块'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1546.018'],
      match: [{ 'usr/lib/python3/dist-packages/x.pth': '/tmp/lib\n' }],
      clean: [{ 'usr/lib/python3/dist-packages/x.pth': '/opt/lib\n' }],
    },
    {
      id: 'BACK-090',
      title: ['A server loads a module from where none belongs', '服务器从异常目录加载模块'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1505.004'],
      match: [
        { 'etc/apache2/mods-enabled/x.load': 'LoadModule x_module /var/tmp/mod_x.so\n' },
        { 'etc/nginx/nginx.conf': 'load_module /tmp/x.so;\n' },
      ],
      clean: [{ 'etc/apache2/mods-enabled/x.load': 'LoadModule x_module /usr/lib/apache2/modules/mod_x.so\n' }],
    },
    {
      id: 'BACK-091',
      title: ['PHP runs a file before or after every page', 'PHP 在每个页面前后执行指定文件'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1505.003'],
      match: [{ 'etc/php/8.2/apache2/php.ini': 'auto_prepend_file = /var/www/x.php\n' }],
      clean: [{ 'etc/php/8.2/apache2/php.ini': 'auto_prepend_file =\n; auto_prepend_file = /x.php\n' }],
    },
  ] satisfies readonly Omit<Given, 'remedy'>[]
).map((given) => define({ ...given, remedy: LOOK }))
