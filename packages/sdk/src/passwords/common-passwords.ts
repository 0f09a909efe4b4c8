/**
 * Passwords that anybody would try, those used most come first: hashes that are slow to try get the beginning of the list only.
 *
 * Half of the list is what people choose, ranked by the sum of 1/(20 + place) (the third for a third) in three public lists that count passwords of
 * published leaks: @zxcvbn-ts/language-common 4.1.3 (MIT), Django 5.2's common-passwords.txt.gz (BSD-3-Clause) and John the
 * Ripper's password.lst of 2011 (Openwall, in the public domain). The other half is a compilation of our own of what servers,
 * containers, devices and their documentation are set up with.
 */
export const COMMON_PASSWORDS: readonly string[] = `
123456 password 123456789 admin qwerty 12345678 12345 abc123 111111 1234 root admin123 1234567 1234567890 123123
changeme dragon monkey password1 qwertyuiop 000000 666666 toor baseball iloveyou 123321 test P@ssw0rd football shadow
1qaz2wsx guest user michael fuckyou 7777777 secret letmein 123qwe master pass passw0rd computer zxcvbnm mustang
Password1 123 qazwsx jordan password123 root123 superman 696969 tigger P@ssw0rd123 Passw0rd asdfgh 1q2w3e4r5t sunshine
admin@123 Admin@123 killer jennifer 123456a admin1234 test123 andrew harley 123abc default demo soccer trustno1 buster
Password123 administrator daniel 112233 princess Admin123 michelle thomas charlie changeit welcome1 654321 ashley
hunter Welcome1 p@ssw0rd 1q2w3e4r jessica pussy batman love 159753 root1234 rootpass summer hockey mypassword
supersecret 121212 secret123 ranger example hello Password maggie Password1! a123456 P@ssw0rd1 11111111 P@ssword
myspace1 P@ssword1 qwerty123 P@ssword123 robert p@ssword george admin1 homelesspa admin12345 1234qwer admin123456
freedom admin888 qwe123 admin666 joshua Admin123! fuckme root123456 internet root@123 matthew Root123 mickey Root@123
pepper toor123 qwerty1 rootroot chelsea rootpassword zxcvbn rootpw 987654321 test1234 131313 test123456 asdfghjkl
testing nicole testtest amanda tester target123 demo123 tinkle guest123 anthony user123 money user1234 222222 pass123
starwars pass1234 1q2w3e passwd patrick pwd diamond mypass 123654 mysecretpassword ginger my-secret-pw 1g2w3e4r
mysecret snoopy asshole secretpassword justin s3cret gwerty s3cr3t 12345a topsecret zag12wsx change_me william
change-me gwerty123 changeme123 555555 changethis samsung ChangeMe gfhjkm ChangeMe123 taylor abcd1234 temp welcome
temp123 cheese temp1234 123123123 tmp aaaaaa dev jordan23 develop 789456123 developer matrix devops andrea devpassword
merlin staging martin production orange prod qwer1234 local marina localhost whatever docker klaster docker123 richard
dockerpass asdf container dallas kubernetes samantha k8s golfer vagrant q1w2e3r4 ubuntu biteme debian canada centos
alpine fuckyou1 fedora silver redhat iloveyou1 oracle heather oracle123 carmen postgres austin postgres123 fuck
postgresql cookie mysql purple mysql123 a12345 mariadb apple redis mother redis123 12qwaszx mongo scooter mongodb
joseph mongo123 777777 elastic fucker elasticsearch 11111 rabbitmq bailey tomcat yankees tomcat123 azerty jenkins
789456 jenkins123 princess1 gitlab sparky grafana access grafana123 hannah prometheus a1b2c3 kibana chicken minio
999999 minio123 liverpool minioadmin falcon nginx q1w2e3r4t5 apache 888888 apache123 mike wordpress thunder drupal
asd123 joomla 123456789a odoo peanut django hammer flask passer2009 laravel blink182 symfony brandon spring monkey1
hadoop football1 spark morgan kafka corvette zookeeper london nexus angel nexus123 love123 sonar miller sonarqube
mercedes sonatype phoenix harbor brandy Harbor12345 arsenal artifactory jackson portainer coffee nagios 6969 zabbix
victoria cisco junior cisco123 michael1 ubnt qwert raspberry jonathan pi melissa support cowboy service ferrari
operator flower manager maverick system booboo sysadmin superuser asdasd supervisor dakota webmaster pokemon web
natasha www boomer ftp steven ftpuser yellow anonymous 159357 backup jesus1 monitor forever public smokey private
lovely db q1w2e3r4t5y6 dba guitar database rachel dbpass donald dbpassword oliver db_password camaro dbuser sa tiger
app monster appuser jasmine application hello1 1 12 qazwsxedc 0 88888888 00000000 bandit banana steelers ncc1701
1qaz@WSX tennis !QAZ2wsx alex 1qazxsw2 lakers nikita fishing barney qweasd fqrg7cs493 qweasdzxc newyork babygirl
asdf1234 tigers zaq12wsx gandalf rabbit wizard Abc123 sophie Abc123456 102030 Abcd1234 123456q Aa123456 sexy aa123456
edward loveme a12345678 angel1 abc123456 eagles qq123456 babygirl1 woaini 147258369 5201314 angela 1314520 bigdog
woaini1314 naruto calvin basketball Welcome123 fuckoff linkedin welcome123 prince Welcome@123 madison iceman hello123
status helloworld spider letmein123 charles letmein1 diablo chris alexander login jasper login123 333333 hunter2
compaq correcthorse bear password! nascar password1! lauren password1234 money1 password12 please password2 friends
Passw0rd! johnny Passw0rd1 987654 Passw0rd123 12344321 pass@123 j38ifubn Pass@123 helpme pa55word 0123456789 pa55w0rd
yamaha passpass adidas PASSWORD success ADMIN rainbow ROOT david Test1234 porsche Test@123 q1w2e3 Summer2023 james
Summer2024 Winter2023 family Winter2024 Spring2024 angels Autumn2024 cowboys admin2023 chester admin2024 bulldog
admin2025 gateway password2023 cocacola password2024 jessica1 password2025 scooby Qwerty123 1111 Qwerty123! iloveyou2
Qwerty1! boston Qwerty@123 magic Password@123 happy Password1234 ghbdtn Pa$$w0rd knight pa$$word casper Pa$$w0rd!
hardcore PASSW0RD pakistan P@55w0rd benjamin P@55word midnight Passw0rd@123 qweqwe Changeme1 pookie Changeme123!
carlos ChangeMe! 8675309 ChangeMe1 green changeme! butthead changeme1 ChangeMe123! shannon changeme2024 fuckyou2
letmein! sandra Letmein1 nirvana Admin1234 nathan Admin12345 bitch1 Admin123456 1111111 Admin@1234 qwerty12 Admin#123
dennis Admin1 parola Admin asdfasdf admin!@# winner admin!23 muffin adminadmin murphy adminpass lovers adminpassword
crystal admin_password admin-password john adminpwd 147258 admin01 player admin2020 anthony1 admin2021 danielle
admin2022 dolphin Root1234 101010 root12345 010203 root2024 rocket rootme slipknot root@1234 iloveu r00t rangers
r00tme badboy t00r alexis user1 userpass elephant userpassword 0987654321 user@123 chocolate test@123 charlie1
Test123! chicago Test1234! doctor test12345 nicholas test1 albert testpass eminem testpassword august testpw apples
testuser marlboro test-password winter test_password black demo1234 poohbear demopass soccer1 guest1 qwaszx guest1234
fender secretkey jeremy secret-key red123 secret_key toyota mysecretkey winston my-secret-key school my_secret_key
redsox mysecretpass loveyou s3cr3t! S3cret lol123 S3cret! victor sup3rs3cret butterfly superSecret bitch sUpErSeCrEt
qazxsw Secret123 slayer Secret123! monica secretpw cooper secretpass avalon topsecret123 google verysecret baseball1
very-secret bigdaddy dontusethis marine insecure raiders notsecure 111222 bubbles not-secure jackie unsafe gabriel
foobar wilson foobar123 nothing foo 1111111111 bar america baz rebecca foobared hunter22 jesus
correcthorsebatterystaple golden pass1 qwertyui pass12 friend pass12345 number1 pass123456 pamela Pass1234 abc Pass123
scorpion Pass123! 12345q pass! stella passw gemini passw0rd1 mindy passw0rd! cameron passw0rd123 samuel passwort
peaches password0 debbie password01 asshole1 password3 enter password99 jason bond007 passwords 1qaz2wsx3edc pwd123
chris1 pwd1234 11223344 pw samson pw123 happy1 pw1234 defaultpassword superman1 default123 booger defaultpass shadow1
initial sierra initial1 skippy newpass panther newpassword 147852 oldpassword 12345qwert temppass johnson temppassword
lucky1 temporary ashley1 tmp123 destiny dbadmin shithead dbadmin123 buddy dbpass123 sydney dbpasswd cricket dbpw
monday dbsecret bonnie dbuser123 bigdick db123 florida db_pass linda db-password qwertyu database123 sunshine1
databasepassword sqlpassword startrek sa123456 blue sapassword xbox360 Sa123456 mylove sqlserver spanky mssql december
yourStrong(!)Password metallica YourStrong!Passw0rd lucky YourStrong@Passw0rd tiffany yourStrong!Passw0rd turtle
StrongPassw0rd jessie StrongPassword fuk19600 Strong@Password marley strongpassword garfield str0ngpassword sexsex
MyStrongPassword 50cent mypass123 12341234 mypwd maxwell mypw vanessa mysqlpass mysqlpassword butter mysqlpw antonio
mysql_password brian mysqlroot creative mysqladmin scorpio mariadbpassword freddy pgpass november pgpassword
3rjs1la7qe pgadmin abcdef pgadmin4 stupid postgres1 postgres1234 blowme postgrespass rosebud postgrespassword 29rsavoy
postgres_password beavis pgsql 123789 redispass jordan1 redispassword willie redis_password sarah rediscluster thx1138
mongopass tucker mongopassword pumpkin mongoadmin christian mongo1234 playboy elizabeth rabbitmq123 mountain
rabbitmqpassword dragon1 rabbitpass panties elastic123 a1b2c3d4 elasticpassword 4815162342 elasticsearch123 stanley
kibana123 kibanaserver dexter logstash louise esadmin heaven kafka123 kafka-secret caroline admin-secret jackass
client-secret jaguar broker 666 zookeeper123 12345678910 minio-secret minio-secret-key parker minioadmin123 212121
minio12345 nicole1 miniopassword 123654789 minio_password captain miniostorage brandon1 grafanaadmin arthur
grafana_password iwantu prom-operator horses prometheus123 kevin jenkins1 rascal jenkinsadmin gitlabadmin sabrina
5iveL!fe dolphins gitea gitea123 willow gogs drone giants sonar123 david1 sonaradmin blowjob nexusadmin matthew1
artifactory1 piglet harbor123 love12 harboradmin bigtits keycloak carolina keycloak123 music keycloakadmin olivia
vault stephen vaultpass genius consul saturn nomad dick portainer123 sharon rancher hotdog rancheradmin snowball rke2
barbara k3s redskins kube dorothy traefik warrior haproxy phantom nginx123 bubba wordpress123 horny wppassword
patricia wp_password walter wpuser animal joomla123 shelby drupal123 viking magento asdfghjk magento123 packers
prestashop popcorn odoo123 232323 odoo_password vincent airflow bullshit airflow123 sergey superset maddog metabase
police jupyter smile notebook adrian spark123 myspace hadoop123 kitten hive 1234554321 hbase united cassandra
spiderman cassandra123 nissan couchbase couchdb mexico influxdb claudia influxdb123 barcelona influx digital telegraf
bradley clickhouse cherry questdb lacrosse timescale eeyore timescaledb vqsablpzla neo4j scott neo4j123 missy arangodb
topgun rethinkdb boris cockroach veronica tidb james1 memcached 147852369 solr steve solr123 fluffy SolrRocks juventus
activemq brooklyn artemis chance weblogic blazer weblogic1 123qweasd welcome12 buddy1 jboss snickers jboss123 rush2112
wildfly cassie glassfish 1234567891 jetty william1 karaf a123456789 smx copper payara darkness adminadmin1 justin1
system123 nelson sysadmin1 october manager123 rose operator1 1234561 oracle1 xavier oracle12 jack Oracle123
sojdlg123aljg Oracle18 456123 change_on_install kimberly maryjane liverpoo zabbix123 pantera nagiosadmin jupiter
nagios123 williams icinga poop icinga2 trinity splunk apollo changeme99 theman graylog 741852963 sentry abcdefg
sentry123 amanda1 ldap spencer ldapadmin anna ldappassword ronaldo ldap123 zxc123 slapd kristina openldap marvin
adminldap gordon samba trouble samba123 francis smbpass robert1 vnc dreams vnc123 007007 vncpassword godzilla headless
daniel1 vncpass andrew1 rdp travis ssh stephanie sshpass online sshpassword gunner sftp sniper sftp123 ftp123 lizard
ftppass fisher ftppassword legend proxy tweety proxy123 cjmasterinf squid 456789 squid123 andrey vpn disney vpn123
stalker openvpn beaver wireguard mustang1 radius baby radius123 explorer testing123 yuantuo2012 cisco1 1342 cisco1234
teresa Cisco123 142536 C1sco12345 claire cisco!123 razz juniper chelsea1 juniper123 christin huawei pussy1
Admin@huawei peter Huawei@123 simple H3C casey hp driver hpinvent mercury dell 290966 jasmine1 ilo beatles idrac
wall.e supermicro genesis ADMIN1 12413 xc3511 melanie vizxv 444444 xmhdipc million2 klv123 qaz123 klv1234 tudelft
7ujMko0admin killer1 7ujMko0vizxv hunter1 juantech bigboy hi3518 diosesfiel hunt5759 freedom1 jvbzd denise anko
dpbk1234 zlxx. billy ikwb andy dreambox 55555 realtek suckit GM8182 shorty tsgoingon master1 tlJwpbo6 pe#5gz29ptzmse
S2fGqNFs brittany OxhlwSG8 barbie 1001chin star cat1029 voodoo michelle1 xmhdpic franklin pfsense power opnsense lover
mikrotik sweetie ubnt1 pretty openwrt u38fa39 dietpi karen libreelec nintendo osmc sweety volumio passion retropie
einstein alarm valentina armbian alaska odroid marcus orangepi teacher bananapi asdasd5 live shalom nimda lovelove
nimda123 gators letmein2024 qwerty12345 Winter2025 friday Summer2025 computer1 Spring2025 Autumn2025 1234abcd Fall2024
douglas Welcome2023 softball Welcome2024 rocky Welcome2025 goodluck Password2023 kitty Password2024 metallic
Password2025 purple1 Password2024! courtney password2026 852456 Password2026 island admin2026 beautiful company123
$hex Company123 honda mycompany golf homeassistant braves raspberry1 qqqqqq pi123 123456789q alpine1 montana ubuntu1
flowers ubuntu123 runner centos123 bubba1 debian123 vampire redhat1 0000 redhat123 leslie vagrant1 chicken1 packer
awesome ansible donkey ansible123 honey terraform security puppet 123asd chef airborne salt cool cloud tinkerbell
cloud123 eclipse openstack penguin devstack fred nova 1234567a stack julian stackops xxxxxx ec2-user hottie1 bitnami
jake bitnami123 mitchell webadmin tommy webadmin123 reddog webmaster1 celtic www-data delta apache1 natalie httpd
platinum user123456 mommy1 username porn account fucking service123 pokemon1 serviceaccount speedy svc dancer
svcaccount karina backup123 liverpool1 monitor123 mark monitoring champion replication !~!1 replicator icecream repl
124578 repl123 goober replica 159951 slave precious slavepass 134679 slavepassword beauty masterpass justice
masterpassword poopoo sync nicolas worker carter node christ server 2112 server123 jeffrey srv paradise host voyager
client 252525 agent dreamer bot rocky1 api sandy apikey greenday api123 emily app123 bobby apppass hannah1 apppassword
tristan appsecret raymond app_password 87654321 app1234 alicia application123 harley1 website alyssa site gibson blog
amber shop brenda store 246810 crm lasvegas erp cookie1 hr 5150 finance maximus sales 135790 marketing fish support123
dickhead helpdesk 1a2b3c office daddy1 office365 little intranet badger portal batman1 portal123 buffalo qwe123!@#
gregory qwe!@#123 hawaii 1qaz!QAZ butterfly1 1qaz@WSX3edc alexandra !QAZ1qaz guinness !QAZ@WSX super123 zaq1@WSX
america1 zaq1ZAQ! pimpin 1q2w3e4r! sakura 1Q2w3e4r michigan 1Qaz2wsx froggy null vfhbyf qazwsx123 motorola asd123456
svetlana buster1 diesel 123456aa sammy 123456Aa houston 123456abc tiger1 abc123! paris abc@123 asdfg Abc@123 ironman
Abc@1234 anderson Abc12345 joshua1 abc12345 westside abcd123 elvis surfer Aa123456! people Aa@123456 victory Aa112233
therock P@ssw0rd12 P@ssw0rd1234 0123456 P@ssw0rd2024 741852 P@ssw0rd! yankees1 P@ssw0rd@123 1q2w3e4r5t6y P@ssword12
P@ssword1234 kelly p@ss123 sweet p@ssw0rd123 minecraft p@ssw0rd1 0000000000 P@$$w0rd heather1 P@$$w0rd123 cristina
Pa55w0rd spitfire Pa55word allison loveme1 enigma 12345678a diamond1 marie scarface liberty 321321 loulou 456456 girls
frankie taylor1 alpha manchester charlotte 258369 caitlin 258456 !ab#cd$ remember 098765 psycho taurus 9876543210
madison1 54321 suzuki 4321 kenneth 321 thomas1 tigger1 2222 hiphop special 00000 kermit zapata 22222 exigent drowssap
birdie sebastian indian hottie 88888 eagle1 99999999 753951 pearljam windows 1234560 chocolate1 matt connor 123412345
apple1 1212 winnie 2000 999999999 2020 patches 2021 thumper 2022 fylhtq 2023 france 2024 spirit 2025 general 6666
redwings 8888 molly 9999 brooke 5555 music1 7777 broncos 666888 magnum 168168 kelsey 520520 scotty 521521 howard 1314
maria woaini520 cindy aini1314 fire family1 jennifer1 qwerty! logitech qwerty1234 homer 123123a qwerty123456 skeeter
swordfish daniela 1029384756 qwer123 a838hfid qwer1234! minnie warcraft jasmin hooters asdasd123 hellokitty 01012011
marshall asdf123 danny zxcvbnm123 simpsons walker zxcv1234 lovely1 zxcvb manuel qazqaz mozart frank viper yankee
zzzzzz simone colorado zachary forest ireland summer1 control student domino vladimir onelove lover1 timothy 1password
september cheese1 boogie 111222tianya house leonardo cartman russell bronco yfnfif jason1 a1234567 madonna fktrcfylh
kawasaki archie ruslan bluebird bob sammy1 super isabella vfrcbv qwert1 loverboy patrick1 samantha1 555666 brutus
doggie norman sasha hitman richard1 flipper valentin lifehack 7654321 9379992 scotland elizabeth1 georgia cowboys1
death hendrix 315475 stargate hahaha cougar boobies whatever1 hotrod ryan jimmy pentium mary candy pepper1 lolita
nigger beer angelo jester tits buddha bitches angelina zephyr cookies maggie1 tinker spooky shit rockstar bollocks
dave hummer myspace123 qqww1122 virginia blessed gracie racing fyfcnfcbz raiders1 catch22 molly1 spongebob indigo
robbie sunflower 123456m eagle melissa1 michele emmanuel rock peace arnold paul tamara manutd roberto ronald oksana
bubbles1 bullet digger skipper skyline california flyers drummer iloveu2 action bishop ou812 friends1 wolves scooter1
laura business newyork1 arizona startfinding orlando kissme avatar king tintin college fuckoff1 n0=acc3ss qqq111
russia spongebob1 firebird reggie eugene nastya pickle jackson1 carrie daddy fantasy mookie badass fernando soleil
mynoob lincoln england fireman mexico1 herman single chevy 123hfjdk147 member cheyenne asdfjkl; passport bill zxcvbnm1
trevor green1 lucky7 kevin1 father sayang cancer 123qweasdzxc lawrence eric 123456s weed420 1a2b3c4d millie alexande
redrum andre travel sexy123 christine oscar maksim kathleen gizmo isabelle bulldogs peanut1 infinity bigred lalala
miguel q12345 felix harvey 951753 predator black1 hacker jerry titanic mother1 portugal spike smiley techno sunday
twilight mickey1 valerie athena pandora sterling picture alfred roland kristen cock mouse cjkysirj loser1 ginger1
martina vikings stinky miranda unicorn iloveyou! alison cherokee bambam sweetpea everton 123qwe123 babydoll natalia
lollipop pizza indiana simon water tyler1 wesley brother pyramid snowman abigail sports alexander1 baxter 666999
naruto1 kirill zombie harrison connect monster1 duncan polina danger blonde free boobs tony philip qwert123 britney
garcia john316 vegeta goldfish 1122334455 patriots blondie serega sucker panthers wildcats brazil kitty1 ladybug
guitar1 sophia chocolat connie sarah1 semperfi 202020 aaron cheryl yagjecc826 yellow1 catherine daisy savannah nemesis
krishna iw14fi9j vision regina insane george1 camille jenny seven7 bigmac pirate alpha1 jerome holiday crazy1 swimming
pierre savage engineer harry microsoft chopper maddie eddie adam margaret isabel bigman marines ricardo italia
budlight tanner jamaica destiny1 wombat bianca perfect saints zeppelin global bonjour basket 12121212 flower1 burton
niners penis angie potter joseph1 austin1 raptor salmon 123456z accord bastard andrei stealth ducati curtis doudou
123456j sheila monika blabla k.: orange1 serenity chester1 faith zaqwsx arsenal1 empire ford sandman blahblah denver
1232323q sunny inside fatima ncc1701d hercules electric tyler 123456b bubble january 321654 q123456 hotmail galaxy
blessed1 spiderman1 sergio logan madmax samsung1 grace iloveme porno asdfghjkl1 wally gloria design 963852741 raider
raven stingray randy morris nigger1 baby123 lollol pussycat santiago stupid1 simpson natali julie alice kramer garden
alexandr slipknot1 camera shaggy joker joey dbrnjhbz sunset skater asdfghj freddie fuckme1 bailey1 peewee fatboy
berlin galina angelica larry veronika blue123 henry future 1123581321 hector 010101 dude hobbes sailor lestat 151515
monique elaine ihateyou m123456 dominic popeye element alberto farmer katherine satan666 lindsay fireball germany
malibu katie sister american ronnie beautiful1 iloveu1 cameron1 goblue crazy corona fucku2 turkey 121314 bunny leonard
detroit stimpy assman nfnmzyf mario 1478963 marcel rolltide good secret1 happy123 cardinal mayday thunder1 junior1
viktor booboo1 baller cunt lisa alabama pepsi hornet asdfjkl dustin looking steven1 blizzard brianna christopher
wanker superstar moose suckme horse weasel toshiba nick buttons alejandro birthday aaaa gundam tornado random extreme
dodgers wordpass smiles penelope irish foxtrot kennedy 123456d florida1 wolf gambit serena naughty smith stefan
forever1 catdog mariah horney sylvia 123454321 cumshot stormy martin1 giovanni 3odi15ngxb impala 111 maurice flash
andrea1 bismillah wildcat 31415926 421uiopy258 pimpin1 strawberry flamingo phoenix1 aaaaa pebbles stacey rooster
sublime newton smokey1 misty smooth bobcat wisdom shopping kingdom siemens hentai frodo robin lucifer lastfm mariposa
oicu812 coyote snake cactus philips dolphin1 fucker1 hesoyam 0000000 chichi audrey elena newlife loser kelly1 pencil
metallica1 abc1234 amber1 blessing chloe knicks caesar myspace2 newport 456852 sheena beagle emerald catfish badoo
aaa111 tiffany1 montreal chevelle cthutq autumn crystal1 country janice castle shorty1 friendster celine mine michel
hawkeye diamonds darkstar seven benson classic napoleon 123698745 babyboy helena 123456k sweet1 tattoo pontiac player1
adgjmptw nadine dollar aragorn lorenzo sadie viper1 cracker bella seattle francesco usuckballz1 aleksandr asdfgh1
legolas picard silvia ibanez nathan1 shannon1 joanna harold 1234321 pascal change diana theresa dragons playboy1
111222333 express integra lindsey brittany1 stewart cobra blue22 punkin beatrice 141414 peekaboo freeman polaris
katrina norton maria1 hamster christian1 skittles lauren1 sammie wrangler vagina babyboy1 katie1 light danielle1
defender tarzan sugar s123456 cosmos billybob kristin florence honda1 love13 martha network daisy1 gangsta1 sasuke
hjvfirf slut undertaker j123456 theone joanne 1v7upjw3nt elizabet pimp aurora kingkong christy kitkat 7895123
starwars1 roger yvonne outlaw morgan1 white warren target shelly jenny1 pavilion fuckit hallo redhead jeanne darling
darkside wolfpack justme marseille devils hockey1 hamilton swordfis bamboo gilbert cupcake qwerty7 christina gangster
sunrise catalina herbert colt45 qawsed church hobbit angel123 zaq123 kisses candy1 wallace iloveyou12 katana tomtom
jeff nancy storm marathon cruise hotstuff iguana xfiles jackass1 buffy teddybear thailand rafael packard manson
pioneer pretty1 ziggy edward1 rainbow1 scarlett subaru magic1 galore uqa9ebw445 atlanta inuyasha freeuser wolverine
dance 11235813 justine snoopy1 panzer africa spunky karate bingo bernard groovy assassin trfnthbyf sprite wolverin
moomoo gerald trixie marie1 dumbass loveyou1 singer cannon google1 roses oxford alexis1 qazwsx1 nokia nikki qwerasdf
margarita duke 012345 school1 melody german brandi woody gangsta violet chronic darren longhorn 7758521 airplane
sailing gateway1 time sampson chivas1 bella1 emily1 april marion samurai nicola skater1 spiderma kobe24 australia
b123456 shirley rhbcnbyf roman thuglife lights sweets charles1 goldie openup sz9kqcctwy hellfire route66 dookie
147896325 wolfgang bowling trooper running bigcock spartak prelude lucky13 tarheels chandler musica dudley ssssss
mirage deedee asdzxc trumpet warriors dallas1 sexy12 rachel1 shotgun campbell dodger holly 123zxc skiing
polniypizdec0211 valeria 242424 andreas susan 123456c never clark jamie bruno milano pacific sidney dfvgbh 123qaz
jonathan1 peaches1 solomon adriana nicholas1 toronto panasonic loving pauline rasdzv3 kittycat bernie vanilla roscoe
spartan julia whynot d2xyw89sxj lonely iverson3 casino pepsi1 pegasus fktrctq evelyn mmmmmm cynthia colleen oscar1
jacob1 renegade kodiak lucy popcorn1 idontknow tuesday graham texas sweetheart airforce qwert12345 teddy pitbull
porter teddy1 rusty drpepper picasso leather katerina 171717 pink lucas damian aaaaaa1 energy 14789632 denis preston
hamlet 963852 123456l lionking mariana javier imagine duckie eduardo bobby1 strike wonder 123456t 112358 trigger
carlos1 jacob lennon cadillac santos poohbear1 valentine fletcher chanel tatiana sundance pikachu mikey iverson
hollywood iloveme1 25802580 maxine larisa clinton goofy madman charger gabriela anything redneck sultan presario
artist 786786 nirvana1 foster 21122112 street sex sparrow 314159 shamrock delete marino 12345t lakers24 atlantis
compton cuddles vanessa1 ficken valera irina abcdefg1 children dilbert redman 111111a tina love11 elijah escort
jackie1 girl jones victoria1 flatron rammstein maiden esther young justinbieb bertha trucker 123456r timber 01011980
chris123 hard eminem1 qazxswedc truelove 1234512345 maxima babylon5 rebecca1 christmas colombia honey1 xyz123 bluesky
dylan harris hongkong steelers1 jimmy1 192837465 realmadrid lickme doggy babes lovers1 3d8cubaj2e annette nugget
123987 wicked ybrbnf 454545 chipper madrid peterpan chicago1 monkey12 wutang conrad 12345qwerty powers smitty anton
clancy sapphire sherry megan peter1 123456qwerty vfvjxrf aquarius eagles1 charmed quality nimrod columbia zorro
azertyuiop miracle tequila estrella mitch anastasia mnbvcxz freaky cdtnkfyf 789789 cat123 aaaaa1 lizottes lancer
ultimate biscuit warlock shooter deftones z123456 vkontakte zaq1xsw2 suzanne french simba poiuyt maxmax 1qwerty billy1
snapple watson puppy chiefs qwe apple123 morpheus benny bobafett machine love69 money123 love4ever trojan grandma
tweety1 bruce history judith superfly 12312 778899 keith sassy1 holland python bananas theking 123321123 trucks
monopoly jamesbond english 445566 911911 love1234 d123456 lakers1 bondage rockstar1 israel martinez grover penny
linkinpark loveme2 malcolm sunny1 joker1 mulder soccer12 button pickles 12369874 rommel highland alex123 100000 smoke
webster scruffy trebor charity lesbian password. personal whisky mission bob123 p3rat54797 butler qwer freepass
johnny1 oliver1 mahalkita aaaaaaaa facebook pussy69 01012000 cutie1 181818 223344 callie lonewolf a1s2d3f4 japan
cessna volleyball metal cristian yomama griffin beach soccer10 always ashton amelia fashion phpbb rangers1 123457
bears yourmom lorraine geronimo dakota1 painter software mister josh chivas abby browns goddess whitney fishing1
blueeyes sairam darwin bright terminator lester felipe gizmo1 giuseppe sexy69 reaper jeanette texas1 gabriel1 chaos
1234567q srinivas blackie video abcd midnight1 monkeys hardon bandit1 scarlet yourmom1 fuckyou! bobbob andres ranger1
piano stuart none myself annie damien cooldude million omega colors lawyer eatme trombone charly bestfriend london1
danny1 orion olivier lebron23 harrypotter princesa pookie1 memphis camila forget chuck lizzie 234567 nipples mobile
marilyn justdoit precious1 01011 alessandro poison cooter panda nguyen stars pornstar lolipop wheels tigers1 joejoe
rockon sherlock munchkin 090909 christia greenday1 aardvark snakes kangaroo mohamed vacation hearts squirt bluefish
sophie1 scooby1 library balls 123456789z blood aaa fuckface hershey miriam sonic cyclone ferret bigfoot brooklyn1
tanya amsterdam nellie jungle mamapapa marco carrot royal phillip lvbnhbq carol napoli bruins password11 123321a
shogun sally rulez 123098 eddie1 handsome babygurl1 goldberg rocks julie1 awesome1 hailey virgin 321654987 planet
devil 5555555555 gerard raquel rfrfirf larry1 crawford teens chrissy blaster rocker dianne silver1 peanuts marian
holden allen stephani help home sean hayden stinger power1 happiness jesus123 steve1 dollars baby12 celeste tommy1
super1 5555555 laurie chubby 55555555 europe kaiser dog123 stephanie1 jewels devildog surfing scully sexygirl jeremiah
goforit center asterix horizon zachary1 cjkywt ghost sasha1 olga passat fatcat evildick murray 123451 shasta redsox1
potato bonita hunting buckeyes paladin cutie ladies dietcoke rusty1 melvin brownie transam ncc1701e bluemoon phoebe
brianna1 shark fredfred cecilia hahaha1 western booty sweet16 pussies garrett goblin eternity bass mylove1 asdfg1
enterprise ghbdtnbr natalie1 markus 11112222 deborah scott1 ronaldo7 westham ekaterina queen banana1 cody cavalier
clifford mistress benfica baller1 dancer1 terry ripper brasil 123321q monkey123 turbo pervert claude 22222222 broken
nathalie pumpkin1 jayden bryan photo skywalker hooker 4444 torres theboss beckham 21212121 987456 chouchou koala
julien search jesse keeper lorena carole brown ravens weed avenger tammy velvet beast soldier marissa rental missy1
mybaby francois bigboy1 cherry1 puppies desire dillon casey1 bulldog1 zidane mollie rugby thankyou 753159 punkrock
kenny maradona 102938 privet great hitler harmony cotton sandy1 bosco anhyeuem babylon buckeye makaveli moon sergei
159159 immortal thebest single1 123456g love22 mylife letmein2 career121 sirius racecar courtney1 jeremy1 inferno
polska amateur national tootsie safety indians stardust flight ig4abox4 india water1 hudson cutiepie triumph nigga1
asdasdasd grizzly cowboy1 formula1 robinson richmond geheim scoobydoo bigdaddy1 patton marcos titans element1 spike1
martini snoopdog wilbur roxanne poop123 mouse1 fucked qw123321 francesca moocow donna southside1 janine rodney
casanova alyssa1 getmoney1 sabina zipper unreal julius elvis1 station zoosk c123456 thegame burger enjoy sparky1
aliens bomber jackson5 stones bigone k. aaliyah stranger beaner sherman something window snapper morrison willy
bigboobs password7 truck anakin blackcat aezakmi wayne panama dagger hallo123 usa123 gretchen swinger gordon24 dundee
blues 1q1q1q kayla1 aaron1 monroe overlord 1qa2ws3ed dinosaur tacobell madness crusader thompson fabian party assass
francisco fuck123 open director bentley whiskey brian1 andromeda hansolo 100200 antonio1 celica ricky bridge megan1
ghjcnj twister poopie
rootsecret apppw redispw userpw yourpass yourpassword your_password your-password hospital myroot mydbpassword mydb wordpresspass somewordpresspassword keycloak_password admin_pass
langfuse supersecretpassword super-secret super_secret devsecret dev-secret dev_secret jwtsecret jwt_secret jwt-secret myjwtsecret mysecrettoken dev-secret-key secret-key-here
`
  .trim()
  .split(/\s+/)
