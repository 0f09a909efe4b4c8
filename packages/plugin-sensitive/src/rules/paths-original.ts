import { definePaths, LIBRARY_CODE } from './define-paths.ts'
import type { PathRule } from './rule.ts'

const CONFIG = 'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/'

/** The path rules of the original plugin, with patterns that match what they name. */
export const ORIGINAL_PATH_RULES: readonly PathRule[] = definePaths([
  {
    id: 96, name: 'version-control-folder', title: { en: 'Version control folder', zh: '版本控制目录' }, severity: 'high',
    confidence: 'high', paths: ['**/.git', '**/.svn', '**/.hg', '**/.bzr'], type: 'directory',
    except: ['**/node_modules/**'], source: 'https://cwe.mitre.org/data/definitions/527.html',
    sample: ['/srv/app/.git', '/app/.svn'], miss: ['/app/.github', '/app/x.git', '/app/.gitignore'],
  },
  {
    id: 97, name: 'ini-configuration', title: { en: 'Configuration file config.ini', zh: '配置文件 config.ini' },
    severity: 'medium', confidence: 'low', paths: ['**/config.ini'], except: LIBRARY_CODE, source: CONFIG,
    sample: ['/app/config.ini'], miss: ['/app/myconfig.ini', '/app/config.ini.d/x'],
  },
  {
    id: 99, name: 'desktop-services-store', title: { en: 'Desktop Services Store of macOS', zh: 'macOS 桌面服务存储文件' },
    severity: 'low', confidence: 'high', paths: ['**/.DS_Store'], except: ['**/node_modules/**'],
    source: 'https://en.wikipedia.org/wiki/.DS_Store', sample: ['/app/.DS_Store', '/.DS_Store'],
    miss: ['/app/DS_Store'],
  },
  {
    id: 100, name: 'client-history', title: { en: 'Command history of a database client', zh: '数据库客户端命令历史' },
    severity: 'low',
    paths: ['**/.{mysql,psql,irb,sqlite,dbshell}_history', '**/.{rediscli,python}_history', '**/.mongorc.js'],
    source: 'https://dev.mysql.com/doc/refman/8.4/en/mysql-logging.html',
    sample: ['/root/.mysql_history', '/home/a/.psql_history', '/root/.irb_history'], miss: ['/root/mysql_history'],
  },
  {
    id: 101, name: 'recon-ng-keys', title: { en: 'API key database of Recon-ng', zh: 'Recon-ng API 密钥数据库' },
    severity: 'medium', paths: ['**/.recon-ng/keys.db'], source: 'https://github.com/lanmaster53/recon-ng',
    sample: ['/root/.recon-ng/keys.db'], miss: ['/root/keys.db'],
  },
  {
    id: 102, name: 'dbeaver-data-sources', title: { en: 'Connections of DBeaver', zh: 'DBeaver 连接配置' }, severity: 'low',
    paths: ['**/.dbeaver-data-sources.xml', '**/.dbeaver/credentials-config.json'],
    source: 'https://dbeaver.com/docs/dbeaver/Admin-Manage-Connections/', sample: ['/root/.dbeaver-data-sources.xml'],
    miss: ['/root/dbeaver-data-sources.xml'],
  },
  {
    id: 103, name: 's3cmd-configuration', title: { en: 'Configuration of s3cmd', zh: 's3cmd 配置文件' }, severity: 'low',
    paths: ['**/.s3cfg'], source: 'https://s3tools.org/kb/item14.htm', sample: ['/root/.s3cfg'], miss: ['/root/s3cfg'],
  },
  {
    id: 104, name: 'rails-secret-token', title: { en: 'Secret token of Ruby on Rails', zh: 'Ruby On Rails 密钥令牌配置文件' },
    severity: 'high', paths: ['**/secret_token.rb'], except: LIBRARY_CODE,
    source: 'https://guides.rubyonrails.org/security.html', sample: ['/app/config/initializers/secret_token.rb'],
    miss: ['/app/secret_token.rb.erb'],
  },
  {
    id: 105, name: 'omniauth-configuration', title: { en: 'OmniAuth configuration', zh: 'OmniAuth 配置文件' },
    severity: 'high', paths: ['**/omniauth.rb'], except: LIBRARY_CODE, source: 'https://github.com/omniauth/omniauth',
    sample: ['/app/config/initializers/omniauth.rb'],
    miss: ['/usr/lib/ruby/gems/3.1.0/gems/omniauth-2/lib/omniauth.rb'],
  },
  {
    id: 106, name: 'carrierwave-configuration', title: { en: 'Carrierwave configuration', zh: 'Carrierwave 配置文件' },
    severity: 'high', paths: ['**/carrierwave.rb'], except: LIBRARY_CODE,
    source: 'https://github.com/carrierwaveuploader/carrierwave', sample: ['/app/config/initializers/carrierwave.rb'],
    miss: ['/var/lib/gems/3.1.0/gems/carrierwave-3/lib/carrierwave.rb'],
  },
  {
    id: 107, name: 'rails-database-configuration',
    title: { en: 'Database configuration of Ruby on Rails', zh: 'Ruby On Rails 数据库配置文件' }, severity: 'high',
    confidence: 'low', paths: ['**/database.yml'], except: LIBRARY_CODE,
    source: 'https://guides.rubyonrails.org/configuring.html#configuring-a-database',
    sample: ['/app/config/database.yml'], miss: ['/app/config/database.yml.example'],
  },
  {
    id: 108, name: 'django-settings', title: { en: 'Settings of Django', zh: 'Django 配置文件' }, severity: 'low',
    confidence: 'low', paths: ['**/settings.py'], except: LIBRARY_CODE,
    source: 'https://docs.djangoproject.com/en/stable/topics/settings/', sample: ['/app/site/settings.py'],
    miss: ['/usr/lib/python3/dist-packages/x/settings.py'],
  },
  {
    id: 109, name: 'php-configuration', title: { en: 'PHP configuration', zh: 'PHP 配置文件' }, severity: 'low',
    confidence: 'low', paths: ['**/config.php', '**/config.inc.php'], except: LIBRARY_CODE, source: CONFIG,
    sample: ['/var/www/config.php', '/var/www/pma/config.inc.php'], miss: ['/var/www/myconfig.php'],
  },
  {
    id: 110, name: 'jenkins-publish-over-ssh',
    title: { en: 'Publish over SSH of Jenkins', zh: 'Jenkins Publish Over SSH 插件配置' }, severity: 'high',
    paths: ['**/jenkins.plugins.publish_over_ssh.BapSshPublisherPlugin.xml'],
    source: 'https://plugins.jenkins.io/publish-over-ssh/',
    sample: ['/var/jenkins_home/jenkins.plugins.publish_over_ssh.BapSshPublisherPlugin.xml'],
    miss: ['/var/jenkins_home/config.xml'],
  },
  {
    id: 111, name: 'jenkins-credentials', title: { en: 'Credentials of Jenkins', zh: 'Jenkins 凭据文件' }, severity: 'high',
    paths: ['**/credentials.xml'], except: LIBRARY_CODE,
    source: 'https://www.jenkins.io/doc/book/using/using-credentials/', sample: ['/var/jenkins_home/credentials.xml'],
    miss: ['/app/my-credentials.xml'],
  },
  {
    id: 112, name: 'htpasswd-file', title: { en: 'Password file of Apache', zh: 'Apache htpasswd 文件' }, severity: 'low',
    paths: ['**/.htpasswd', '**/.htpasswds'], source: 'https://httpd.apache.org/docs/2.4/programs/htpasswd.html',
    sample: ['/var/www/.htpasswd'], miss: ['/usr/bin/htpasswd'],
  },
  {
    id: 113, name: 'automatic-login', title: { en: 'Configuration for automatic login', zh: '自动登录配置文件' },
    severity: 'high', confidence: 'high', paths: ['**/{.,_}netrc', '**/.git-credentials'],
    source: 'https://git-scm.com/docs/git-credential-store', sample: ['/root/.netrc', '/root/.git-credentials'],
    miss: ['/root/netrc'],
  },
  {
    id: 114, name: 'mediawiki-configuration', title: { en: 'Configuration of MediaWiki', zh: 'MediaWiki 配置文件' },
    severity: 'high', paths: ['**/LocalSettings.php'],
    source: 'https://www.mediawiki.org/wiki/Manual:LocalSettings.php', sample: ['/var/www/html/LocalSettings.php'],
    miss: ['/var/www/html/localsettings.php'],
  },
  {
    id: 115, name: 'rubygems-credentials', title: { en: 'Credentials of RubyGems', zh: 'RubyGems 凭据文件' },
    severity: 'high', confidence: 'high', paths: ['**/.gem/credentials', '**/.local/share/gem/credentials'],
    source: 'https://guides.rubygems.org/api-key-scopes/', sample: ['/root/.gem/credentials'],
    miss: ['/root/gem/credentials'],
  },
  {
    id: 116, name: 'msbuild-publish-profile', title: { en: 'Publish profile of MSBuild', zh: 'MSBuild 发布配置文件' },
    severity: 'low', paths: ['**/*.pubxml', '**/*.pubxml.user', '**/*.publishsettings'],
    source: 'https://learn.microsoft.com/aspnet/core/host-and-deploy/visual-studio-publish-profiles',
    sample: ['/app/Properties/site.pubxml', '/app/a.pubxml.user', '/app/.pubxml'], miss: ['/app/pubxml.txt'],
  },
])
