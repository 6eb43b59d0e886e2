"""What search knows about each language: its stemmer and its commonest little words.

The little words serve twice: they carry no meaning in a query, and they give a language away.
Words are written as the analyser compares them: lower case, diacritics folded.
"""

# ruff: noqa: RUF001 (Russian is written in Cyrillic letters, Greek, Hebrew and Arabic in their own)

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_QUESTION_WORDS: Final = {
    "en": "whom whose whats whos wheres hows whys whichever shall may might must",
    "pl": "dlaczego czemu czym kim kogo komu czego ktorego ktorej ktorym ktorych ilu jakiego "
    "jakiej jakim skad dokad ktoredy czyj czyja czyje jakis",
    "fi": "kuka kenen kenet kenelle kenelta kuinka montako minne mihin mista milta mille "
    "milla minkalainen millaista kumman kummassa minka paljonko kuinkahan missapain",
    "de": "wohin woher wieso weshalb wen wem wessen welche welcher welches welchen welchem wieviel "
    "wodurch womit wofur woran",
    "fr": "lequel laquelle lesquels lesquelles combien quels quelles quoi dont",
    "es": "quienes cuales cuanto cuanta cuantos cuantas adonde cuyo cuya",
    "it": "quali quanto quanta quanti quante perche cui",
    "nl": "wiens welk welke hoeveel waarmee waarheen waarvan waarvoor waaruit",
    "sv": "vem vems vilka vilket varifran vart",
    "pt": "quais quanto quanta quantos quantas aonde cujo cuja",
    "id": "siapa siapakah dimana dimanakah kemana kemanakah darimana darimanakah manakah kapankah "
    "berapakah bagaimanakah mengapakah apabila bilakah bila adakah dimaksud pun",
    "jv": "sapa sopo pundi nendi ngendi kepriye piye pinten punapa menapa kenging geneya",
    "cs": "ci kam odkud cim kym koho komu ceho kterou kterych kolik jaka jakou jakym",
    "hu": "kik kinek kit hova honnan hany hanyadik mennyi melyik mennyire mivel mire mibol",
    "tr": "kimin kime nereye nereden hangisi kac nicin neyi neler midir mudur",
    "da": "hvilken hvilket hvilke hvis hvorhen hvorfra",
    "no": "hvilken hvilket hvilke hvorhen hvorfra",
    "ro": "cui cat cata cati cate incotro",
    "ru": "кем кому кого чем чего чему куда откуда зачем сколько чеи чья чье которыи которая "
    "какая какое каком какую",
    "el": "ποιοσ ποια ποιο ποιοι ποιεσ ποσο ποσα ποσοι ποσεσ γιατι",
    "uk": "ким кому кого чим чого куди звідки навіщо скільки чии чия чиє яка яке якии",
}
"""What asks, in all its forms: in the texts that answer it is missing, or rare, which counts."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that search can analyse; `stemmer` is a Snowball algorithm, or none."""

    code: str
    stemmer: str | None
    stop_words: frozenset[str]


def _language(code: str, stemmer: str | None, words: str) -> Language:
    question_words = _QUESTION_WORDS.get(code, "").split()
    return Language(code, stemmer, frozenset((*words.split(), *question_words)))


_JOINING: Final = frozenset({"da", "de", "fi", "hu", "nl", "no", "sv"})
_KNOWN: Final = (
    _language(
        "en",
        "english",
        "a about am an and any are as at be been but by can could did do does for from get got "
        "had has have how i if in into is it its just me my no not of on or our out please "
        "should so some than that the their them then there these they this to up us was we "
        "were what when where which who why will with would you your",
    ),
    _language(
        "pl",
        "polish",
        "a aby albo ale bez bo by byc byl byla bylo co czy dla do gdy gdzie go i ich ile im "
        "inny ja jak jaka jaki jakich jakie jako je jego jej jesli jest jestem juz kiedy kto "
        "ktora ktore ktory ku lub ma mam mi mnie moge moj moja moje moze mozna na nad nam nas "
        "nie niz o od on ona oraz po pod przed przez przy sa sie skad sposob swoj ta tak tam te "
        "tego tej ten to tych tylko tym u w we wiec za ze zeby",
    ),
    _language(
        "fi",
        "finnish",
        "ei eika en ennen enta han hanen he ihan ja jo joka jos jossa joten kai kanssa keta "
        "ketka kuin kuinka kuka kumpi kun me mihin mika miksi millainen milloin minka minne "
        "minua minulla minun missa mista mita miten moni monta mutta myos ne nyt ole olen oli "
        "olisi olivat olla on onko ovat saako se sen siina siita sina sinun tai tama tassa te "
        "vaan vai voi voiko voin voinko",
    ),
    _language(
        "de",
        "german",
        "aber als am an auch auf aus bei bin bis bitte da das dass dem den der des die dies "
        "diese doch du ein eine einem einen einer es fur habe haben hat ich ihr im in ist ja "
        "kann kein keine konnen man mein meine mich mir mit muss nach nicht noch nur oder sein "
        "sich sie sind so uber um und uns von vor wann warum was wenn wer wie wir wird wo zu "
        "zum zur",
    ),
    _language(
        "fr",
        "french",
        "a ai au aux avec c ce ces cette comment d dans de des dois donc du elle en est et etre "
        "eu il ils j je l la le les leur lui m ma mais me mes mon n ne nous on ou par pas peut "
        "peux pour pourquoi qu quand que quel quelle qui s sa sans se ses si son sont sur t tu "
        "un une vous y",
    ),
    _language(
        "es",
        "spanish",
        "a al como con cual cuando de del donde el ella en entre es esta este esto estoy ha hay "
        "he la las le lo los me mi mis muy no nos o para pero por porque puede puedo que quien "
        "se ser si sin sobre son su sus te tengo tiene todo tu un una unos y ya yo",
    ),
    _language(
        "it",
        "italian",
        "a ad ai al alla anche che chi ci come con cosa da dal dalla dei del della delle di "
        "dove e ed gli ha ho i il in io la le lo ma mi mio nei nel nella non o per perche piu "
        "posso puo quale quando questa questo se si sono su sul tra un una uno vi",
    ),
    _language(
        "nl",
        "dutch",
        "aan al als bij dan dat de den der deze die dit dus een en er ge geen had heb hebben "
        "heeft het hij hoe ik in is je kan kunnen maar me meer met mij mijn moet na naar niet "
        "nog nu of om ons ook op te tot u uit uw van voor waar waarom wanneer was wat we wel "
        "wie wij worden wordt zal ze zich zijn zo",
    ),
    _language(
        "sv",
        "swedish",
        "alla ar att av da de dem den det dig din du efter eller en ett far for fran han har "
        "hon hur i inte jag kan kommer man med men mig min mina mitt mot mycket nar ni nu och "
        "om oss pa sa sig sin ska som till ut vad var vara varfor vi vid vilken",
    ),
    _language(
        "pt",
        "portuguese",
        "a ao as com como da das de do dos e ela ele em entre essa esse esta este eu foi ja la "
        "mas me meu minha muito na nao nas no nos o onde os ou para pela pelo por porque posso "
        "qual quando que quem se sem ser seu sua tem tenho um uma voce",
    ),
    _language(
        "id",
        "indonesian",
        "ada adalah agar akan aku anda apa apakah atau bagaimana bagi bahwa belum berapa bisa "
        "dalam dan dapat dari dengan di dia hanya harus ini itu jika juga kalau kami kapan "
        "karena ke kenapa kita lagi mana mengapa mereka oleh pada saat saya sebagai sudah telah "
        "tidak untuk yang",
    ),
    _language(
        "jv",
        None,
        "aku ana apa arep awake bisa dadi dening di endi iki iku ing iso kang kanggo kapan karo "
        "kaya kepiye kok kowe kudu lan lha luwih marang mung nanging ning ora pira piye saka "
        "sampeyan sampun sing supaya tansah uga wis yen",
    ),
    _language(
        "cs",
        "czech",
        "a aby ale ani az bude by byl byla bylo co coz do i ja jak jake jako je jeho jej jen "
        "jeste jsem jsme jsou k kde kdo kdy kdyz ktera ktere ktery ma mam mi mne muj muze muzu "
        "na nad ne nebo neni o od po pod podle pred pri pro proc s se si sve ta tak take ten to "
        "tu u uz v ve vsak z za ze",
    ),
    _language(
        "hu",
        "hungarian",
        "a az azt egy el en es ez ezt ha hogy hogyan hol is itt kell ki le lehet meg mert mi "
        "miert mikor milyen mint mit most nagyon nem nincs on ott sem szamomra tud tudom vagy "
        "van volt",
    ),
    _language(
        "tr",
        "turkish",
        "ama bana ben beni benim bir bu cok da daha de degil diye en gibi hangi icin ile ise "
        "kadar ki kim mi mu nasil ne neden nerede o olan olarak sonra su var ve veya ya yok",
    ),
    _language(
        "da",
        "danish",
        "af alle at blive da de den der det dig din du efter eller en er et for fra ham han har "
        "hun hvad hvem hvor hvordan hvorfor hvornar i ikke jeg kan man med men mig min mit mod "
        "og om os over pa sig skal som til ud var ved vi vil",
    ),
    _language(
        "no",
        "norwegian",
        "alle at av bare da de deg den der det din du eller en er et for fra ham han har hun "
        "hva hvem hvor hvordan hvorfor i ikke jeg kan man med meg men min mitt mot nar og om "
        "opp oss pa seg skal som til ut var ved vi vil",
    ),
    _language(
        "ro",
        "romanian",
        "a aceasta acest ai al am are as asta ati au ca cand care ce cine cu cum da daca dar de "
        "din ea ei este eu fi fost in la le lui ma mai mea meu mi nu o pe pentru poate pot sa "
        "sau se si sunt te un una unde va",
    ),
    _language(
        "ru",
        "russian",
        "а без бы был быть в вам вас вы где да для до его ее если есть еще же за и из или им их "
        "к как какие какои когда кто ли меня мне можно мои мы на не нет но о он она они от по "
        "почему при с сколько так то только у уже что чтобы это я",
    ),
    _language(
        "el",
        "greek",
        "αν απο για δεν εγω ειναι ενα εχω η θα και καθε με μου μπορω να ο οι ολα οταν οτι πωσ που "
        "ποτε σασ σε στη στην στο στον τα τη την τησ τι το τον του των",
    ),
    _language(
        "uk",
        "russian",
        "а або але без бо був бути в вам вас ви де для до з за и із або коли лише мене мені мі на "
        "не ні о от по при про та так те то у хто чи чому що це я як які",
    ),
    _language(
        "he",
        None,
        "אבל אותו אותה אחרי איזה איזו איך אילו אין איפה אל אם אני אנחנו את אתה אתם באיזה באיזו גם "
        "האם הוא היא היה היו הייתה היכן הם הן זאת זה זו יש כבר כי כל כמה לא לאן לה לו לי לך למה "
        "לנו מאיפה מאין מדוע מה מהו מהי מי מתי עד עוד על עם של שלי שלך שלנו תוך",
    ),
    _language(
        "ar",
        None,
        "اذا الذي التي الي ام ان انا انت او اي اين ايه بعد به ثم حتي خلال ذلك عن عند غير في "
        "فيه قبل قد كان كانت كل كم كيف لا لكن لم لماذا له لها لو لي ليس ما ماذا متي مع من منذ هذا "
        "هذه هل هناك هو هي يا يكون",
    ),
)

LANGUAGES: Final[dict[str, Language]] = {language.code: language for language in _KNOWN}


@lru_cache(maxsize=256)
def base_code(code: str) -> str:
    """`pt-BR` and `pt_br` are analysed as `pt`; Norway's written forms as one."""
    short = code.replace("_", "-").split("-", 1)[0].lower()
    return "no" if short in {"nb", "nn"} else short


def joins_words(code: str) -> bool:
    """Whether a language writes what others say in several words as one."""
    return base_code(code) in _JOINING
