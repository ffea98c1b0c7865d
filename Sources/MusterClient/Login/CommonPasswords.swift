/// Passwords of eight characters and more that published leaks count most often, in the world and in China, in lower case. A few
/// hundred: they stop the first tries of a guesser, who the server slows down after five; they are no measure of strength.
enum CommonPasswords {
  static let all = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))

  private static let text = """
    12345678 123456789 1234567890 12345678910 0123456789 123123123 1234512345 123454321 1234554321 987654321 9876543210
    87654321 11111111 111111111 1111111111 22222222 33333333 55555555 66666666 77777777 88888888 99999999 00000000 000000000
    0000000000 11223344 1122334455 112233445566 11112222 12341234 12344321 123321123 1233211234567 147258369 147852369
    159753456 159357258 14725836 74108520 789456123 741852963 963852741 31415926 314159265 3141592653 20082008 12121212
    13131313 10101010 01010101 21212121 23232323 52013140 5201314520 52013141314 1314520520 13145200 1314521521 520520520
    5201314a a5201314 5211314521 7758521521 77585210 77585211314 woaini1314 woaini520 woaini521 woaini123 woaini5201314
    woaiwojia woaini1314520 iloveyou iloveyou1 iloveyou2 iloveyou520 loveyou1314 aini1314 wodemima mima1234 mima12345
    mima123456 dearbook a1234567 a12345678 a123456789 a1234567890 aa123456 aa12345678 aa123456789 aaa123456 abc12345
    abc123456 abc1234567 abcd1234 abcd12345 abcd123456 abcde12345 abcdefg1 abcdefg123 abcdefgh abcdefghi asd12345 asd123456
    asd123456789 asdf1234 asdfasdf asdfghjk asdfghjkl asdfghjkl1 asdf12345 as123456 q1w2e3r4 q1w2e3r4t5 q1q2q3q4 qwe12345
    qwe123456 qwe123qwe qweasdzxc qweasd123 qwer1234 qwer12345 qwerqwer qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234
    qwerty12345 qwerty123456 qazwsxedc qazwsx123 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 2wsx3edc zaq12wsx zaq1zaq1 1q2w3e4r 1q2w3e4r5t
    1q2w3e4r5t6y 1qaz1qaz zxc12345 zxc123456 zxcvbnm1 zxcvbnm123 zxcvbnm, zxcvbnmasdfghjkl qq123456 qq123456789 qq12345678
    qq1234567 w123456789 wang1234 wang123456 zhang123 zhang123456 li123456 liu12345 chen1234 xiaoming wangjian woshishui
    zhangwei zhangjing wangyang liuliuliu password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword
    p@55w0rd pass1234 pass12345 passwort mypassword 1password password! password01 letmein1 letmein123 welcome1 welcome123
    welcome2 admin123 admin1234 admin12345 admin123456 administrator adminadmin admin888 admin8888 root1234 root12345 root123456
    rootroot test1234 test12345 test123456 testtest guest123 user1234 user12345 user123456 default1 changeme changeme1
    changeme123 temp1234 secret123 superman superman1 batman123 spiderman starwars trustno1 sunshine sunshine1 princess
    princess1 football football1 baseball baseball1 basketball soccer123 monkey123 dragon123 master123 shadow123 michael1
    michelle jennifer jessica1 charlie1 ashley123 jordan23 liverpool arsenal1 chelsea1 computer internet whatever samsung1
    samsung123 pokemon1 naruto123 hello123 hello1234 helloworld hellohello lovelove loveyou1 loveme123 babygirl babygirl1
    iloveu123 tinkerbell butterfly chocolate midnight maverick corvette mercedes mustang1 yankees1 startrek matrix123
    freedom1 nothing1 access14 killer123 jackson5 blink182 asshole1 bismillah godisgood jesus123 jesuschrist trinity1
    alexander christian elizabeth victoria stephanie anthony1 benjamin patricia danielle nicholas samantha veronica brooklyn
    francis1 cristina gabriela fernando estrella mariposa contrasena tequiero teamo123 passwords monitor1 security
    security1 zhongguo zhonghua beijing1 beijing2008 shanghai shanghai1 guangzhou shenzhen chengdu1 wuhan123 nanjing1 taiwan123
    hongkong china123 china1234 china2008 chinachina taobao123 alibaba1 alibaba123 tencent1 tencent123 weixin123 wechat123
    huawei123 xiaomi123 baidu123 shijian1 ganbadie caonima1 caonima123 nihao123 nihao1234 nihaoma1 laopo520 laogong1
    laopo1314 mama1234 baobao123 xiaoxiao xiaoxin1 tiantian tiantang tianshi1 kuaile123 xingfu123 yijiaren muster123
    muster1234 muster12345 baodao123 baodao1234 zhiyuan123 zhiyuanzhe shequ123 shequ1234 dangyuan123 volunteer volunteer1
    volunteer123 staff123 staff1234 member123 member1234 community1 system123 oracle123 mysql123 postgres postgres1 postgres123
    windows1 windows10 linux123 ubuntu123 server123 manager1 manager123 office123 letmein! p@ssw0rd1 p@ssw0rd123 admin@123
    admin@1234 admin@888 abc@1234 abc@123456 aa@123456 test@123 root@123 pass@123 pass@1234 pass@word1 qwer@1234 1234qwer
    1234abcd 12345abc 123456abc 123456ab 123456aa 123456qq 1234567a 12345678a 123456789a 123456789q 123456789z 123qweasd
    123qwe123 123qweasdzxc 123abc123 123asd123 321321321 456456456 456789123 789789789 741741741 852852852 963963963 258258258
    369369369 147147147 159159159 753951456 951753852 998877665544 99887766 55667788 66778899 88886666 66668888 16888888
    51888888 58585858 51515151 18181818 19801980 19851985 19861986 19871987 19881988 19891989 19901990 19911991 19921992
    19951995 20002000 20102010 20112011 20122012 20202020 20232023 20242024 20252025 20262026
    """
}
